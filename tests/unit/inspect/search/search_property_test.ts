import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { TimeGuard } from "../../../../src/runtime/time_guard.ts";
import { readSessionEvents } from "../../../../src/session/reading/read_session_events.ts";
import {
  LineMatcher,
  type OutputEvent,
} from "../../../../src/inspect/search/matching/line_matcher.ts";
import { plainText } from "../../../../src/inspect/search/matching/plain_text.ts";
import { LogSearch } from "../../../../src/inspect/search/search_log.ts";
import { eventLine } from "../../support/event_lines.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

/** Few characters, so that what is looked for is found, and all that is escaped by one writer or another. */
const text = fc.array(
  fc.constantFrom(
    ...'aAbBkK\u212a/é✓𐐀𐐨ſ"\\\t\r\b\x01\x1f\x7f\x9b[',
    "ab",
    "a/",
    "a/",
    "ſab",
    "\x1b",
    "\x1b[31m",
    "\x1b[0m",
    "\x1b[2K",
    "\x1b]8;;x\x07",
    "\\u001b",
    "\\/",
  ),
  { maxLength: 12 },
).map((parts) => parts.join(""));

const hex = (unit: string, capital: boolean) => {
  const code = unit.charCodeAt(0).toString(16).padStart(4, "0");
  return `\\u${capital ? code.toUpperCase() : code}`;
};

/** How some writer may put the JSON of an event. */
const writer = fc.constantFrom<(line: string) => string>(
  (line) => line,
  (line) => line,
  (line) => line.replaceAll("/", "\\/"),
  (line) => line.replace(/[\u0080-\uffff]/g, (unit) => hex(unit, false)),
  (line) => line.replace(/[\u0080-\uffff]/g, (unit) => hex(unit, true)),
  (line) => line.replaceAll("\\u001b", "\\u001B").replaceAll("\\t", "\\u0009"),
  (line) => line.replace('"line":"a', '"line":"\\u0061').replaceAll("A", "\\u0041"),
  (line) => line.replace('"line":', '"line" : '),
);

const damage = fc.oneof(
  { weight: 20, arbitrary: fc.constant((line: string) => line) },
  { weight: 1, arbitrary: fc.nat(200).map((at) => (line: string) => line.slice(0, at)) },
  { weight: 1, arbitrary: fc.nat(200).map((at) => (line: string) => line.slice(0, at) + line) },
  { weight: 1, arbitrary: fc.constant((line: string) => `\0\0\0${line}`) },
  { weight: 1, arbitrary: fc.constant((line: string) => `${line}\r`) },
  { weight: 1, arbitrary: fc.constant(() => "ab") },
  { weight: 1, arbitrary: fc.constant(() => "") },
);

const log = fc.array(
  fc.record({
    line: text,
    step_name: fc.constantFrom("ab", "lint"),
    stream: fc.constantFrom("stdout", "stderr"),
    write: writer,
    damage,
  }),
  { maxLength: 12 },
).map((lines) =>
  lines.map(({ write, damage, ...fields }, index) =>
    `${damage(write(eventLine({ seq: index + 1, ...fields })))}\n`
  ).join("")
);

const query = fc.record({
  pattern: fc.oneof(
    text,
    fc.constantFrom(
      ...["ab", "a", "stdout", "b[", "aa", "a/", "\t", "a\t", "é", "kaab", "éaab", "ſabaK"],
    ),
  ),
  regex: fc.constant(false),
  ignoreCase: fc.boolean(),
  raw: fc.boolean(),
  filter: fc.record({
    step: fc.option(fc.constant("ab"), { nil: undefined }),
    stream: fc.option(fc.constant("stderr" as const), { nil: undefined }),
  }),
});

test("LogSearch finds what a look at every event finds", () => {
  using folder = new TemporaryFolder();
  fc.assert(
    fc.property(log, query, fc.nat(3), (content, query, contextLines) => {
      const path = folder.file("log.jsonl", content);
      const { pattern, ignoreCase, raw, filter: { step, stream } } = query;
      const faults: string[] = [];
      const outputs = [...readSessionEvents(path, ({ fault }) => faults.push(fault))]
        .filter((event): event is OutputEvent => event.type === "step_output");
      const folded = (line: string) => ignoreCase ? foldedAs(pattern, line) : line;
      const expected = outputs.filter((event) =>
        (step === undefined || event.step_name === step) &&
        (stream === undefined || event.stream === stream) &&
        folded(raw ? event.line : plainText(event.line)).includes(folded(pattern))
      );
      const found = [...new LogSearch(query).search(path)].flat();
      assert.deepEqual(found.map(({ event }) => event), expected);

      const around = [...new LogSearch(query).search(path, { contextLines })].flat();
      assert.deepEqual(
        around.map(({ event, before, after }) => [event, before.map(bare), after.map(bare)]),
        expected.map((event) => {
          const step = outputs.filter(({ step_name }) => step_name === event.step_name);
          const at = step.indexOf(event);
          const first = Math.max(0, at - contextLines);
          return [event, step.slice(first, at), step.slice(at + 1, at + 1 + contextLines)];
        }),
      );
    }),
    { numRuns: 2000 },
  );
});

test("LogSearch finds what an expression matches in any event", async () => {
  // Of some of these expressions nobody can say that they are done soon.
  const guard = new TimeGuard({ limitMs: 60_000, message: "A pattern hangs\n", exitCode: 1 });
  await nextTurn();
  using folder = new TemporaryFolder();
  const part = fc.constantFrom(
    ..."aAb/.^$?+*é",
    ...[
      "ab",
      "aab",
      "sab",
      "kaab",
      "AABs",
      "abb",
      "b?",
      "a*",
      "b+?",
      "a{2}",
      "b{0,1}",
      "[ab]",
      "[^]a]",
      "\\w",
      "\\.",
      "\\b",
      "\\\\",
    ],
    ...["(a)", "|", "(?:ab)?", "\\x61", "\\u0061b", "(?=ab)", "\\t", "\t"],
  );
  const pattern = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""))
    .filter((source) => isExpression(source));
  fc.assert(
    fc.property(log, pattern, fc.boolean(), fc.boolean(), (content, pattern, ignoreCase, raw) => {
      const path = folder.file("log.jsonl", content);
      const query = { pattern, regex: true, ignoreCase, raw, filter: {} };
      const matcher = new LineMatcher(query, guard);
      const expected = [...readSessionEvents(path)].filter((event) => matcher.matches(event));
      const found = [...new LogSearch(query, guard).search(path)].flat();
      assert.deepEqual(found.map(({ event }) => event), expected);
    }),
    { numRuns: 3000 },
  );
});

function isExpression(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}

function bare({ event }: { event: OutputEvent }): OutputEvent {
  return event;
}

/** Case as RegExp folds it; a pattern of ASCII means ASCII. */
function foldedAs(pattern: string, line: string): string {
  if (/^[\0-\x7f]*$/.test(pattern)) {
    return line.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  }
  return line.toLowerCase().replaceAll("ſ", "s");
}
