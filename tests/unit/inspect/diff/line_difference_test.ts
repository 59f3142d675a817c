import assert from "node:assert/strict";
import { test } from "node:test";
import { LineDifference } from "../../../../src/inspect/diff/line_difference.ts";
import { textHash } from "../../../../src/inspect/diff/text_hash.ts";

const BOUNDS = { knownLines: 1000, keptLines: 100 };

/** Words are lines; what differs comes back as signs and words, with a blank where both have something between. */
function difference(before: string, after: string, bounds = BOUNDS) {
  const lines = { before: before.split(" "), after: after.split(" ") };
  const found = new LineDifference<string>(bounds);
  for (let at = 0; at < Math.max(lines.before.length, lines.after.length); at++) {
    for (const run of ["before", "after"] as const) {
      const line = lines[run][at];
      if (line) found.add(run, textHash(line), line);
    }
  }
  const { lines: differing, total, overflowed } = found.finish();
  const signs = { before: "-", after: "+", both: "~" };
  const text = differing.map((line, at) =>
    (line.joined || at === 0 ? "" : " ") + signs[line.in] + line.place +
    (line.in !== "both" && line.count[line.in] > 1 ? line.count[line.in] : "")
  ).join("");
  return { text, total, overflowed };
}

test("LineDifference finds what only one run has, in its place, what is missing first", () => {
  assert.equal(difference("a b c", "a b c").text, "");
  assert.equal(difference("a b c", "a x c").text, "-b+x");
  assert.equal(difference("a b c d e", "a x c y e").text, "-b+x -d+y");
  assert.equal(difference("", "a b").text, "+a+b");
  assert.equal(difference("a b", "").text, "-a-b");
  assert.equal(difference("a b c d", "a b x y").text, "-c-d+x+y");
});

test("LineDifference does not mind another order", () => {
  assert.equal(difference("a b c d", "d c b a").text, "");
  assert.equal(difference("a1 b1 a2 b2", "b1 b2 x a1 a2").text, "+x");
});

test("LineDifference counts what is repeated, and tells of what both have only when it is far more", () => {
  assert.equal(difference("a", "a x x x").text, "+x3");
  assert.equal(difference("a w w w", "a w").text, "");
  assert.equal(difference("a w", `a ${"w ".repeat(10)}`.trim()).text, "");
  assert.deepEqual(difference("a w", `a ${"w ".repeat(11)}`.trim()), {
    text: "~w",
    total: { before: 0, after: 0, both: 1 },
    overflowed: false,
  });
  assert.equal(difference(`a ${"w ".repeat(11)}`.trim(), "w a").text, "~w");
});

test("LineDifference keeps the first, and counts all", () => {
  const { text, total } = difference("a b c d", "a v w x y z", { ...BOUNDS, keptLines: 2 });
  assert.deepEqual([text, total], ["-b-c+v+w", { before: 3, after: 5, both: 0 }]);
});

test("LineDifference forgets first what both runs have, and then says that it forgot more", () => {
  const common = Array.from({ length: 5000 }, (_, at) => `c${at}`).join(" ");
  const bounds = { knownLines: 100, keptLines: 100 };
  assert.deepEqual(difference(`${common} end`, `x ${common}`, bounds), {
    text: "+x -end",
    total: { before: 1, after: 1, both: 0 },
    overflowed: false,
  });
  const many = (name: string) => Array.from({ length: 300 }, (_, at) => `${name}${at}`).join(" ");
  const { total, overflowed } = difference(many("a"), many("b"), bounds);
  assert.deepEqual([total, overflowed], [{ before: 300, after: 300, both: 0 }, true]);
});
