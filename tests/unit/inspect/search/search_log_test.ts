import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { MAX_LINE_BYTES } from "../../../../src/storage/lines/line.ts";
import { LogSearch } from "../../../../src/inspect/search/search_log.ts";
import type { SearchQuery } from "../../../../src/inspect/search/search_query.ts";
import { eventLine } from "../../support/event_lines.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

function query(fields: Partial<SearchQuery>): SearchQuery {
  return { pattern: "", regex: false, ignoreCase: false, raw: false, filter: {}, ...fields };
}

function foundIn(path: string, fields: Partial<SearchQuery>, onDamage?: (fault: string) => void) {
  const options = { onDamage: ({ fault }: { fault: string }) => onDamage?.(fault) };
  return [...new LogSearch(query(fields)).search(path, options)].flat().map(({ event }) =>
    event.seq
  );
}

function logOf(...lines: readonly string[]): string {
  return lines.map((line, index) => `${eventLine({ seq: index + 1, line })}\n`).join("");
}

test("LogSearch finds lines in every block of a log, and across their ends", () => {
  using folder = new TemporaryFolder();
  const lines = Array.from(
    { length: 30_000 },
    (_, at) => (at % 10_000 === 9 ? "needle" : `line ${at}`),
  );
  const path = folder.file("log.jsonl", logOf(...lines));
  assert.ok(fs.statSync(path).size > 4 << 20);
  assert.deepEqual(foundIn(path, { pattern: "needle" }), [10, 10_010, 20_010]);
});

test("LogSearch reads lines that are longer than a block, and tells of those that are too long", () => {
  using folder = new TemporaryFolder();
  const long = "x".repeat(3 << 20);
  const path = folder.file("log.jsonl", logOf("needle", `${long} needle`, "needle"));
  assert.deepEqual(foundIn(path, { pattern: "needle" }), [1, 2, 3]);
  fs.writeFileSync(path, logOf("needle", "x".repeat(MAX_LINE_BYTES), "needle"));
  const faults: string[] = [];
  assert.deepEqual(foundIn(path, { pattern: "needle" }, (fault) => faults.push(fault)), [1, 3]);
  assert.match(faults.join(), /^a line of \d+ bytes, of which \d+ can be read$/);
});

test("LogSearch searches what a person saw, or with `raw` what was recorded", () => {
  using folder = new TemporaryFolder();
  const path = folder.file(
    "log.jsonl",
    logOf("\x1b[31merr\x1b[1mor\x1b[0m: x", "error: x", "\x1b]8;;http://a\x07er\x1b]8;;\x07ror"),
  );
  assert.deepEqual(foundIn(path, { pattern: "error" }), [1, 2, 3]);
  assert.deepEqual(foundIn(path, { pattern: "ERROR", ignoreCase: true }), [1, 2, 3]);
  assert.deepEqual(foundIn(path, { pattern: "^error: x$", regex: true }), [1, 2]);
  assert.deepEqual(foundIn(path, { pattern: "error", raw: true }), [2]);
  assert.deepEqual(foundIn(path, { pattern: "\x1b[31m", raw: true }), [1]);
  assert.deepEqual(foundIn(path, { pattern: "[31m" }), []);
});

test("LogSearch does not take what stands around the text of a line for the text", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("log.jsonl", logOf("a", "stdout", "b"));
  assert.deepEqual(foundIn(path, { pattern: "stdout" }), [2]);
  assert.deepEqual(foundIn(path, { pattern: "step_output" }), []);
});

test("LogSearch looks at the lines of a step, a stream and a time", () => {
  using folder = new TemporaryFolder();
  const events = [
    eventLine({ seq: 1, step_name: "lint" }),
    eventLine({ seq: 2, stream: "stderr" }),
    eventLine({ seq: 3, ts: "2026-01-02T03:04:06.000000+00:00" }),
  ];
  const path = folder.file("log.jsonl", `${events.join("\n")}\n`);
  const sinceMs = Date.parse("2026-01-02T03:04:06Z");
  assert.deepEqual(foundIn(path, { pattern: "hello", filter: { step: "lint" } }), [1]);
  assert.deepEqual(foundIn(path, { pattern: "hello", filter: { stream: "stderr" } }), [2]);
  assert.deepEqual(foundIn(path, { pattern: "hello", filter: { sinceMs } }), [3]);
  assert.deepEqual(foundIn(path, { pattern: "hello", filter: { untilMs: sinceMs } }), [1, 2]);
});

test("LogSearch tells of damage that is not where the pattern is", () => {
  using folder = new TemporaryFolder();
  const hit = logOf("needle");
  for (
    const damage of [
      "garbage\n",
      "\n",
      "\0\0\0\n",
      `{"seq":2,"ts"\n`,
      `{"seq":2,"\0":1}\n`,
      `{"seq":2,"ts":"`,
      `${eventLine({ seq: 2, line: "TEXT" }).replace("TEXT", "\\ud83d")}\n`,
    ]
  ) {
    const faults: string[] = [];
    const path = folder.file("log.jsonl", hit + damage);
    assert.deepEqual(foundIn(path, { pattern: "needle" }, (fault) => faults.push(fault)), [1]);
    assert.equal(faults.length, 1, damage);
  }
});

test("LogSearch.first() is where a search may begin", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("log.jsonl", logOf("a", "b", "needle"));
  const search = new LogSearch(query({ pattern: "needle" }));
  const start = search.first(path) ?? NaN;
  assert.equal(start, 2 * Buffer.byteLength(logOf("a")));
  assert.deepEqual([...search.search(path, { start })].flat().map(({ event }) => event.seq), [3]);
  assert.equal(new LogSearch(query({ pattern: "nothing" })).first(path), -1);
  fs.appendFileSync(path, "garbage\n");
  assert.equal(new LogSearch(query({ pattern: "nothing" })).first(path), undefined);
});

test("LogSearch finds what other writers have escaped in their way", () => {
  using folder = new TemporaryFolder();
  const texts = [
    "a\\u0009b",
    "\\u0061\\tb",
    "caf\\u00E9 \\/x",
    "\\u001B[1mca\\u001B[0mf\\u00e9 /x",
    "\\\\u0061",
    "sp\\u001B[1mlit",
  ];
  const path = folder.file(
    "log.jsonl",
    texts.map((text, at) =>
      eventLine({ seq: at + 1, line: "TEXT" }).replace("TEXT", () => text) + "\n"
    )
      .join(""),
  );
  assert.deepEqual(foundIn(path, { pattern: "a\tb" }), [1, 2]);
  assert.deepEqual(foundIn(path, { pattern: "A\tB", ignoreCase: true }), [1, 2]);
  assert.deepEqual(foundIn(path, { pattern: "café /x" }), [3, 4]);
  assert.deepEqual(foundIn(path, { pattern: "\\u0061" }), [5]);
  assert.deepEqual(foundIn(path, { pattern: "split" }), [6]);
});
