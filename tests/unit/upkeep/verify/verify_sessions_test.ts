import assert from "node:assert/strict";
import fs from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import type { SessionFinding } from "../../../../src/upkeep/verify/verify_finding.ts";
import { verifyAll, verifySession } from "../../../../src/upkeep/verify/verify_sessions.ts";
import { DamagedPlace, LINES, logOf, SESSION_ID } from "../../support/damaged_place.ts";
import { eventLine } from "../../support/event_lines.ts";
import { zigCoreFiles } from "../../support/golden_files.ts";
import { SessionPlace } from "../../support/session_place.ts";

const [START = "", STEP = "", OUTPUT = "", DONE = "", END = ""] = LINES;
const DEAD: SessionFinding = { kind: "dead", last_event_at: "2026-01-02T03:04:05.000006+00:00" };

/** Bytes of these lines. */
const size = (...lines: string[]) => Buffer.byteLength(logOf(...lines));

function findings(content: string | Uint8Array, status: "success" | null = "success") {
  using place = new DamagedPlace(content, status);
  return verifySession(place.place, place.home).sessions[0]?.findings;
}

test("verifySession() of a whole session finds nothing", () => {
  using place = new DamagedPlace(logOf(...LINES));
  const { intact, sessions } = verifySession(place.place, place.home);
  assert.equal(intact, true);
  assert.deepEqual(
    sessions.map(({ state, events, findings, notes }) => ({ state, events, findings, notes })),
    [{ state: "completed", events: 5, findings: [], notes: [] }],
  );
});

test("verifySession() tells a torn tail, its offset and its length", () => {
  const kept = size(START, STEP);
  assert.deepEqual(findings(logOf(START, STEP) + OUTPUT.slice(0, 40), null), [
    { kind: "torn_tail", offset: kept, bytes: 40, whole_events: 0 },
    DEAD,
  ]);
  assert.deepEqual(findings(logOf(...LINES).slice(0, -1)), [
    {
      kind: "torn_tail",
      offset: size(START, STEP, OUTPUT, DONE),
      bytes: END.length,
      whole_events: 1,
    },
  ]);
});

test("verifySession() tells bad lines, invalid UTF-8 among them, and the gap that they leave", () => {
  const gap = (expected: number, lines: string[]): SessionFinding => ({
    kind: "seq_gap",
    offset: size(...lines),
    expected,
    found: expected + 1,
  });
  const damaged = Buffer.from(logOf(...LINES));
  damaged[size(START, STEP) + OUTPUT.indexOf("é")] = 0xff;
  assert.deepEqual(findings(damaged), [
    {
      kind: "bad_line",
      offset: size(START, STEP),
      bytes: size(OUTPUT),
      reason: "not UTF-8",
      whole_events: 0,
    },
    gap(3, [START, STEP, OUTPUT]),
  ]);
  assert.deepEqual(findings(logOf(START, STEP, "\0\0", DONE, END)), [
    { kind: "bad_line", offset: size(START, STEP), bytes: 3, reason: "not JSON", whole_events: 0 },
    gap(3, [START, STEP, "\0\0"]),
  ]);
});

test("verifySession() tells a whole event behind half of one", () => {
  const glued = OUTPUT.slice(0, 30) + DONE;
  assert.deepEqual(findings(logOf(START, STEP, glued, END)), [
    {
      kind: "bad_line",
      offset: size(START, STEP),
      bytes: size(glued),
      reason: "not JSON",
      whole_events: 1,
    },
    { kind: "seq_gap", offset: size(START, STEP) + 30, expected: 3, found: 4 },
  ]);
});

test("verifySession() tells gaps, repeats and disorder of seq", () => {
  const seq = (...numbers: number[]) => numbers.map((seq) => eventLine({ seq }));
  const log = logOf(START, ...seq(2, 2, 3, 2), eventLine({ ...JSON.parse(END), seq: 9 }));
  const line = size(eventLine());
  assert.deepEqual(findings(log), [
    { kind: "seq_repeat", offset: size(START) + line, expected: 3, found: 2 },
    { kind: "seq_disorder", offset: size(START) + 3 * line, expected: 4, found: 2 },
    { kind: "seq_gap", offset: size(START) + 4 * line, expected: 3, found: 9 },
  ]);
});

test("verifySession() tells events of another session, what is behind the end, and a missing start", () => {
  const foreign = eventLine({ seq: 2, zig_session_id: "other" });
  assert.deepEqual(findings(logOf(START, foreign, STEP, OUTPUT, DONE, END)), [
    { kind: "wrong_id", offset: size(START), bytes: size(foreign), found: "other" },
  ]);
  assert.deepEqual(findings(logOf(...LINES, OUTPUT) + "x"), [
    { kind: "behind_end", offset: size(...LINES), bytes: size(OUTPUT) + 1 },
  ]);
  assert.deepEqual(findings(logOf(...LINES.slice(1))), [
    { kind: "no_start", offset: 0, found: "step_started" },
    { kind: "seq_gap", offset: 0, expected: 1, found: 2 },
  ]);
});

test("verifySession() notes a time that runs backwards, and calls the session intact", () => {
  const [previous, found] = [
    "2026-01-02T03:04:05.000006+00:00",
    "2026-01-02T03:04:05.000005+00:00",
  ];
  using place = new DamagedPlace(logOf(START, STEP, OUTPUT.replace(previous, found), DONE, END));
  const { intact, sessions } = verifySession(place.place, place.home);
  assert.deepEqual([intact, sessions[0]?.notes], [true, [
    { kind: "ts_backwards", offset: size(START, STEP), previous, found },
  ]]);
});

test("verifySession() of what is no log says so", () => {
  assert.deepEqual(findings(""), [{ kind: "no_event" }]);
  assert.deepEqual(findings("damage\n")?.at(-1), { kind: "no_event" });
  using place = new DamagedPlace("");
  fs.rmSync(place.log);
  const missing = verifySession(place.place, place.home).sessions[0];
  assert.deepEqual([missing?.state, missing?.findings], [
    null,
    [{ kind: "log_missing", indexes: ["project", "global"] }],
  ]);
  fs.mkdirSync(place.log);
  const folder = verifySession(place.place, place.home).sessions[0];
  assert.deepEqual(folder?.findings, [{ kind: "not_a_file", found: "folder" }]);
});

test("verifySession() tells what the indexes say otherwise", () => {
  const disagrees = (index: "project" | "global"): SessionFinding => ({
    kind: "index_disagrees",
    index,
    index_status: null,
    status: "success",
  });
  assert.deepEqual(findings(logOf(...LINES), null), [disagrees("project"), disagrees("global")]);
  using place = new DamagedPlace(logOf(...LINES));
  fs.writeFileSync(place.globalIndex, `{"sessions":[]}`);
  fs.writeFileSync(place.paths.index, "{");
  const { sessions, indexes } = verifySession(place.place, place.home);
  assert.deepEqual(sessions[0]?.findings, [{ kind: "index_missing", index: "global" }]);
  assert.deepEqual(indexes.map(({ findings }) => findings.map(({ kind }) => kind)), [
    ["index_damaged"],
    [],
  ]);
});

test("verifySession() keeps a bounded number of findings and counts the rest", () => {
  using place = new DamagedPlace(logOf(START, ...Array.from({ length: 1000 }, () => "x")));
  const session = verifySession(place.place, place.home).sessions[0];
  // The death of the session is one finding more.
  assert.deepEqual([session?.omitted_findings, session?.intact], [901, false]);
});

test("verifySession() of a live session does not mind its torn tail nor its missing end", () => {
  using place = new SessionPlace();
  const writer = place.start();
  fs.appendFileSync(writer.logPath, `{"seq":2,`);
  const { zig_session_id, log_path, storage } = {
    zig_session_id: writer.sessionId,
    log_path: writer.logPath,
    storage: place.paths.storage,
  };
  const target = { zig_session_id, log_path, storage, status: null };
  const { intact, sessions } = verifySession(target, place.home);
  assert.deepEqual([intact, sessions[0]?.state], [true, "running"]);
  writer.ended("success");
});

test("verifyAll() finds logs that no index has, damaged archive lines and what crashes left", () => {
  using place = new DamagedPlace(logOf(...LINES));
  const { index, sessions } = place.paths;
  fs.writeFileSync(join(sessions, "lost.jsonl"), logOf(...LINES).replaceAll(SESSION_ID, "lost"));
  fs.writeFileSync(join(sessions, "lost.1.live"), "");
  fs.writeFileSync(join(dirname(index), "index.archive.jsonl"), "{}\n");
  const verification = verifyAll({ project: place.project, home: place.home });
  assert.deepEqual(verification.sessions.map(({ findings }) => findings.length).sort(), [0, 2]);
  assert.deepEqual(verification.indexes.map(({ entries, logs }) => [entries, logs]), [[1, 2], [
    1,
    2,
  ]]);
  assert.equal(verification.indexes[0]?.findings[0]?.kind, "archive_damaged");
  assert.deepEqual(verification.leftovers.map(({ kind }) => kind), ["stale_live"]);
});

const golden = zigCoreFiles();
test(
  `verifyAll() of what zig-core wrote${golden ? "" : " (not here)"} finds its dead session alone`,
  {
    skip: !golden,
  },
  () => {
    const home = join(dirname(golden?.globalIndexes[0] ?? ""));
    const { sessions } = verifyAll({ global: true, home });
    const kinds = sessions.flatMap(({ findings }) => findings.map(({ kind }) => kind));
    assert.deepEqual([sessions.length, kinds.filter((kind) => kind !== "dead")], [4, []]);
  },
);
