import assert from "node:assert/strict";
import { test } from "node:test";
import { CauseFinder, type CauseSpot } from "../../../../src/inspect/causes/cause_finder.ts";
import { excerptOf } from "../../../../src/inspect/causes/excerpts.ts";

function find(...lines: readonly string[]): CauseSpot[] {
  const finder = new CauseFinder();
  lines.forEach((line, index) => finder.add(index + 1, "stdout", line));
  return finder.finish();
}

function best(...lines: readonly string[]): string | undefined {
  return find(...lines)[0]?.text;
}

test("CauseFinder prefers the first error to those that follow from it", () => {
  const later = Array.from(
    { length: 500 },
    (_, index) => `main.c:${index + 20}:3: error: 'basket' undeclared`,
  );
  assert.equal(
    best("main.c:4:10: error: unknown type name 'basket_t'", ...later),
    "main.c:4:10: error: unknown type name 'basket_t'",
  );
});

test("CauseFinder finds one error among thousands of warnings, wherever it stands", () => {
  for (const at of [0, 1, 2500, 4999]) {
    const lines = Array.from(
      { length: 5000 },
      (_, index) => `src/a${index}.c:1:1: warning: unused variable 'error${index}'`,
    );
    lines.splice(at, 0, "src/b.c:7:1: error: expected ';' before '}' token");
    assert.equal(best(...lines), "src/b.c:7:1: error: expected ';' before '}' token");
  }
});

test("CauseFinder takes the message behind a Python traceback, and the deepest cause of a chain", () => {
  assert.equal(
    best(
      "loading",
      "Traceback (most recent call last):",
      '  File "a.py", line 3, in <module>',
      "    main()",
      '  File "a.py", line 1, in main',
      "    shop.open()",
      "shop.Closed: till 3",
      "cleaning up",
      "done",
    ),
    "shop.Closed: till 3",
  );
  assert.equal(
    best(
      "a.OuterException: start failed",
      "\tat a.B.c(B.java:1)",
      "Caused by: a.MiddleException: no shop",
      "\tat a.C.d(C.java:2)",
      "Caused by: a.RootException: port 80 is taken",
      "\tat a.D.e(D.java:3)",
      "INFO bye",
    ),
    "Caused by: a.RootException: port 80 is taken",
  );
});

test("CauseFinder takes what was said last before somebody gave up, in any words", () => {
  assert.equal(
    best(
      "one",
      "two",
      "das Regal ist leer",
      "make: *** [Makefile:3: fill] Error 1",
      "removing a",
      "removing b",
    ),
    "das Regal ist leer",
  );
});

test("CauseFinder keeps jobs apart that speak in turns", () => {
  assert.equal(
    best(
      "[web] listening",
      "[db] three rows",
      "[web] das Regal ist leer",
      "[db] four rows",
      "[web] exited with code 1",
      "[db] five rows",
    ),
    "das Regal ist leer",
  );
  assert.equal(find("[web] Error: shelf not found")[0]?.speaker, "[web] ");
});

test("CauseFinder looks through colours, clocks and progress bars", () => {
  assert.equal(
    best("\x1b[32m10%\x1b[0m\r\x1b[31merror: shelf not found\x1b[0m\r20%"),
    "error: shelf not found",
  );
  assert.equal(best("2026-11-22T10:00:00.123Z ERROR shelf not found"), "ERROR shelf not found");
});

test("CauseFinder finds the two sides of a difference", () => {
  const [spot] = find("  {", `-   "class": "badge badge-empty",`, `+   "class": "badge",`, "  }");
  assert.equal(spot?.text, `-   "class": "badge badge-empty",`);
});

test("CauseFinder keeps its memory and its order in an output without end", () => {
  const finder = new CauseFinder();
  finder.add(1, "stderr", "main.c:1:1: error: the first of all");
  for (let seq = 2; seq < 50_000; seq++) {
    finder.add(seq, "stdout", `Error: ${"x".repeat(seq % 50)} ${seq.toString(36)} not found`);
  }
  const spots = finder.finish();
  assert.ok(spots.length <= 2000);
  assert.ok(spots.slice(0, 20).some(({ seq }) => seq === 1));
});

test("excerptOf() shows where, what, and what was expected, and no more", () => {
  const [spot] = find(
    "src/basket.c: In function 'close':",
    "src/basket.c:9:5: error: 'total' undeclared (first use in this function)",
    "    9 |     total += price;",
    "      |     ^~~~~",
    "src/other.c:1:1: note: nothing to do with it",
  );
  assert.deepEqual(spot && excerptOf(spot).lines.map(({ seq }) => seq), [1, 2, 3, 4]);
});

test("CauseFinder takes no warning and no attempt for who gave up", () => {
  const noise = Array.from({ length: 30 }, (_, index) => [
    `INFO  till: closed ${index} drawers`,
    `WARN  till: retrying shelf, attempt 1 failed, next in 200ms`,
    `stopping container till-${index}`,
    `==> default: till is up to date`,
  ]).flat();
  assert.deepEqual(
    find(...noise).filter(({ score, isConsequence }) => score > 0 && !isConsequence),
    [],
  );
  assert.equal(best(...noise, "Hunk #1 FAILED at 3.", ...noise), "Hunk #1 FAILED at 3.");
});

test("CauseFinder takes no command and no closing brace for what was said last", () => {
  assert.deepEqual(
    find("das Regal ist leer", "gcc -Wall -c till.c -o till.o", "  }", "make: *** [all] Error 1")
      .filter(({ isConsequence }) => !isConsequence).map(({ text }) => text),
    ["das Regal ist leer"],
  );
});

test("CauseFinder takes what stands below a headline, also where that speaks of errors in general", () => {
  assert.equal(
    best(
      "* What went wrong:",
      "> Could not find com.acme:till:2.4.",
      "one",
      "two",
      "three",
      "four",
    ),
    "> Could not find com.acme:till:2.4.",
  );
  const [headline, below] = find(
    "Unhandled Exception:",
    "till.Multiple: One or more errors occurred. (shelf)",
    ...["a", "b", "c", "d"],
  );
  assert.equal(headline && excerptOf(headline).lines.length, 1);
  assert.deepEqual([below?.seq, below?.isConsequence], [2, false]);
  assert.equal(
    best("shop.PendingError:", "", "Migrations are pending.", "a", "b", "c", "d"),
    "Migrations are pending.",
  );
});

test("CauseFinder and excerptOf() show the difference that diff(1) found", () => {
  const [spot] = find("comparing", "2c2", "< pears 3", "---", "> pears 4", "done");
  assert.deepEqual(spot && excerptOf(spot).lines.map(({ text }) => text), [
    "2c2",
    "< pears 3",
    "---",
    "> pears 4",
  ]);
});

test("CauseFinder takes the word of a check that would change something", () => {
  assert.equal(
    best("a", "b", "would reformat till.py", "c", "d", "e", "f"),
    "would reformat till.py",
  );
});

test("CauseFinder knows what nobody named says behind more jobs than it keeps apart", () => {
  const finder = new CauseFinder();
  for (let job = 0; job < 100; job++) finder.add(job + 1, "stdout", `[job-${job}] all is well`);
  finder.add(101, "stderr", "main.c:4:10: error: unknown type name 'basket_t'");
  assert.equal(finder.finish()[0]?.text, "main.c:4:10: error: unknown type name 'basket_t'");
});
