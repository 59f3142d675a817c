import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { GapFinder } from "../../../../src/session/ring/gap_finder.ts";
import { completed, failed, type Fields, linesOf, started } from "../../support/open_place.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const output = (line: string): Fields => ({
  type: "step_output",
  step_name: "build",
  stream: "stdout",
  line,
});
const gap = { omitted_lines: 5, omitted_bytes: 50 };

const EVENTS: readonly Fields[] = [
  started("build", 1),
  output(`"omitted_lines":7`),
  output("tail"),
  output("last"),
  { ...failed("build", 1), ...gap, omitted_before: 3 },
  output("again"),
  { ...completed("build", 1), ...gap, omitted_before: 99 },
];

function logOf(folder: TemporaryFolder, events: readonly Fields[]): string {
  return folder.file("log.jsonl", linesOf(events).map((line) => `${line}\n`).join(""));
}

/** What is told before which event. */
function toldBy(finder: GapFinder, from: number, to: number): [number, number, boolean][] {
  const told: [number, number, boolean][] = [];
  for (let seq = from; seq <= to; seq++) {
    for (const { before, late } of finder.due(seq)) told.push([seq, before, late]);
  }
  return told;
}

test("GapFinder tells each place once, where it is; one that cannot be, where it was said", () => {
  using folder = new TemporaryFolder();
  using finder = new GapFinder(logOf(folder, EVENTS));
  finder.readOn();
  finder.readOn();
  assert.deepEqual(toldBy(finder, 1, 7), [[3, 3, false], [7, 7, false]]);
  assert.deepEqual(toldBy(finder, 7, 7), []);
});

test("GapFinder tells nothing that stands before the first event that is told", () => {
  using folder = new TemporaryFolder();
  using finder = new GapFinder(logOf(folder, EVENTS));
  finder.readOn();
  assert.deepEqual(toldBy(finder, 4, 7), [[7, 7, false]]);
});

test("GapFinder tells late what it learns late, and reads on in a log that grows or is replaced", () => {
  using folder = new TemporaryFolder();
  const path = logOf(folder, EVENTS.slice(0, 4));
  using finder = new GapFinder(path);
  finder.readOn();
  assert.deepEqual(toldBy(finder, 1, 4), []);
  fs.rmSync(path);
  logOf(folder, EVENTS);
  finder.readOn();
  assert.deepEqual(toldBy(finder, 5, 7), [[5, 3, true], [7, 7, false]]);
  fs.rmSync(path);
  logOf(folder, EVENTS);
  finder.readOn();
  assert.deepEqual(toldBy(finder, 7, 7), []);
});

test("GapFinder believes no field that makes no sense", () => {
  using folder = new TemporaryFolder();
  const senseless = [0, -1, 1.5, "5", null, {}, 2 ** 60].map((omitted_lines) => ({
    ...failed("build"),
    omitted_lines,
  }));
  using finder = new GapFinder(
    logOf(folder, [started("build"), ...senseless, { ...output("x"), omitted_lines: 5 }]),
  );
  finder.readOn();
  assert.deepEqual(toldBy(finder, 1, 20), []);
});
