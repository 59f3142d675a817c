import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadProjectIndex } from "../../../../src/session/index/index_file.ts";
import { repairAll, repairSession } from "../../../../src/upkeep/repair/repair_sessions.ts";
import { verifyAll, verifySession } from "../../../../src/upkeep/verify/verify_sessions.ts";
import { DamagedPlace, LINES, logOf, SESSION_ID } from "../../support/damaged_place.ts";
import { eventLine } from "../../support/event_lines.ts";
import { wholeEvents, withoutHead } from "../../support/log_lines.ts";
import { SessionPlace } from "../../support/session_place.ts";

const [START = "", STEP = "", OUTPUT = "", DONE = "", END = ""] = LINES;

/** Repairs, checks that nothing is left to do, and returns what was done. */
function mend(place: DamagedPlace) {
  const before = place.snapshot();
  const planned = repairSession(place.place, false, place.home);
  assert.deepEqual(place.snapshot(), before, "a dry run changed something");
  const done = repairSession(place.place, true, place.home);
  assert.deepEqual(
    done.sessions.map((session) => ({ ...session, original: null })),
    planned.sessions,
  );
  const after = place.snapshot();
  assert.deepEqual(verifySession(place.place, place.home).sessions[0]?.findings, []);
  const again = repairSession(place.place, true, place.home);
  assert.deepEqual([again.sessions[0]?.outcome, again.indexes], ["in_order", []]);
  assert.deepEqual(place.snapshot(), after, "the second repair changed something");
  return done.sessions[0];
}

const beside = (place: DamagedPlace, ending: string) =>
  fs.readFileSync(place.log.replace(/\.jsonl$/, ending), "utf8");

test("repairSession() leaves an intact session as it is", () => {
  using place = new DamagedPlace(logOf(...LINES));
  const { ino } = fs.statSync(place.log);
  assert.equal(mend(place)?.outcome, "in_order");
  assert.deepEqual([fs.statSync(place.log).ino, place.sidecars], [ino, []]);
});

test("repairSession() sets a torn tail aside, and ends a dead session at its last sign of life", () => {
  using place = new DamagedPlace(logOf(START, STEP, OUTPUT) + DONE.slice(0, 50), null);
  const original = fs.readFileSync(place.log, "utf8");
  const { set_aside, failed_steps, added_end, original: kept } = mend(place) ?? {};
  assert.deepEqual(set_aside, [{
    offset: Buffer.byteLength(logOf(START, STEP, OUTPUT)),
    bytes: 50,
    file: ".torn",
    why: "torn",
    text: DONE.slice(0, 50),
  }]);
  assert.deepEqual([failed_steps, added_end?.status], [["build"], "failure"]);
  assert.equal(beside(place, ".torn"), DONE.slice(0, 50));
  assert.equal(beside(place, ".original"), original);
  assert.equal(kept, place.log.replace(/\.jsonl$/, ".original"));
  assert.equal(fs.statSync(place.log).mode & 0o777, 0o600);
  const events = wholeEvents(place.log);
  assert.deepEqual(events.slice(-2).map(withoutHead), [
    {
      type: "step_failed",
      step_name: "build",
      exit_code: null,
      attempt: 1,
      error: "recorder died",
    },
    { type: "zig_session_ended", status: "failure", duration_ms: 0 },
  ]);
  assert.deepEqual(events.map(({ seq }) => seq), [1, 2, 3, 4, 5]);
  assert.deepEqual(
    loadProjectIndex(place.paths.index).sessions.map(({ status, ended_at }) => [
      status,
      ended_at,
    ]),
    [["failure", events.at(-1)?.ts]],
  );
});

test("repairSession() gives a session that was cut the end that its index knows", () => {
  using place = new DamagedPlace(logOf(START, STEP, OUTPUT), "success");
  mend(place);
  const events = wholeEvents(place.log);
  assert.deepEqual([events.length, withoutHead(events[3] ?? assert.fail())], [
    4,
    { type: "zig_session_ended", status: "success", duration_ms: 0 },
  ]);
});

test("repairSession() completes a last event that only lacks its newline", () => {
  using place = new DamagedPlace(logOf(...LINES).slice(0, -1));
  assert.equal(mend(place)?.rescued_events, 1);
  assert.equal(fs.readFileSync(place.log, "utf8"), logOf(...LINES));
});

test("repairSession() sets bad lines, foreign ones and what is behind the end aside byte for byte", () => {
  const foreign = eventLine({ seq: 3, zig_session_id: "other" });
  const bad = Buffer.from([0xff, 0x22, 0x0a]);
  const log = Buffer.concat([
    Buffer.from(logOf(START, STEP, foreign)),
    bad,
    Buffer.from(logOf(OUTPUT, DONE, END)),
    Buffer.from("\x1b[2J\nhalf"),
  ]);
  using place = new DamagedPlace(log);
  assert.deepEqual(mend(place)?.set_aside.map(({ file, bytes }) => [file, bytes]), [
    [".bad", Buffer.byteLength(logOf(foreign))],
    [".bad", 3],
    [".bad", 9],
  ]);
  assert.deepEqual(
    fs.readFileSync(place.log.replace(/\.jsonl$/, ".bad")),
    Buffer.concat([Buffer.from(logOf(foreign)), bad, Buffer.from("\x1b[2J\nhalf")]),
  );
  assert.equal(fs.readFileSync(place.log, "utf8"), logOf(...LINES));
});

test("repairSession() keeps a whole event that stands behind half of one", () => {
  using place = new DamagedPlace(logOf(START, STEP, OUTPUT.slice(0, 30) + DONE, END));
  assert.equal(mend(place)?.rescued_events, 1);
  assert.deepEqual(wholeEvents(place.log).map(({ type }) => type), [
    "zig_session_started",
    "step_started",
    "step_completed",
    "zig_session_ended",
  ]);
  assert.equal(beside(place, ".bad"), `${OUTPUT.slice(0, 30)}${DONE}\n`);
});

test("repairSession() renumbers, and leaves every other byte of a line as it was", () => {
  const spaced = `{ "seq": 7, ${STEP.slice(`{"seq":2,`.length)}`;
  const odd = OUTPUT.replace(`"line":`, `"extra":12345678901234567890,"line":`);
  using place = new DamagedPlace(logOf(START, STEP, odd, spaced, END));
  assert.equal(mend(place)?.renumbered_events, 1);
  assert.equal(
    fs.readFileSync(place.log, "utf8"),
    logOf(START, STEP, odd, spaced.replace("7", "4"), END),
  );
});

test("repairSession() makes a lost start of what the index knows", () => {
  using place = new DamagedPlace(logOf(...LINES.slice(1)));
  assert.equal(mend(place)?.added_start, true);
  const [start] = wholeEvents(place.log);
  assert.equal(start?.type === "zig_session_started" && start.workflow_name, "build");
});

test("repairSession() keeps every original", () => {
  using place = new DamagedPlace(`${logOf(START)}x`);
  mend(place);
  fs.appendFileSync(place.log, "y");
  mend(place);
  assert.deepEqual(place.sidecars.map((name) => name.slice(SESSION_ID.length)), [
    ".bad",
    ".original",
    ".original-2",
    ".torn",
  ]);
});

test("repairSession() leaves a live session alone", () => {
  using place = new SessionPlace();
  const writer = place.start();
  fs.appendFileSync(writer.logPath, "damage\n");
  const before = fs.readFileSync(writer.logPath, "utf8");
  const { sessionId: zig_session_id, logPath: log_path } = writer;
  const target = { zig_session_id, log_path, storage: place.paths.storage, status: null };
  const [repair] = repairSession(target, true, place.home).sessions;
  assert.deepEqual([repair?.outcome, repair?.live], ["left_alone", true]);
  assert.equal(fs.readFileSync(writer.logPath, "utf8"), before);
  writer.ended("success");
});

test("repairSession() leaves alone what has no event of its session, or is a folder", () => {
  for (const content of ["", "damage\n", logOf(LINES[0] ?? "").replace(SESSION_ID, "other")]) {
    using place = new DamagedPlace(content);
    const [repair] = repairSession(place.place, true, place.home).sessions;
    assert.deepEqual([repair?.outcome, repair?.live], ["left_alone", false]);
    assert.deepEqual([fs.readFileSync(place.log, "utf8"), place.sidecars], [content, []]);
    fs.rmSync(place.log);
    fs.mkdirSync(place.log);
    assert.equal(repairSession(place.place, true, place.home).sessions[0]?.outcome, "left_alone");
  }
});

test("repairAll() makes indexes say what the logs say, and keeps what it takes out", () => {
  using place = new DamagedPlace(logOf(...LINES));
  const { index, sessions } = place.paths;
  const scope = { project: place.project, home: place.home };
  fs.writeFileSync(
    join(sessions, "early.jsonl"),
    logOf(...LINES).replaceAll(SESSION_ID, "early").replaceAll("2026", "2025"),
  );
  const text = fs.readFileSync(index, "utf8");
  const gone = JSON.parse(text.replaceAll(SESSION_ID, "gone")).sessions[0];
  fs.writeFileSync(index.replace(".json", ".archive.jsonl"), `${JSON.stringify(gone)}\ntorn`);
  fs.writeFileSync(place.globalIndex, "{");
  const { indexes } = repairAll(scope, true);
  assert.deepEqual(
    indexes.map(({ added, removed, archive_lines }) => [added, removed, archive_lines]),
    [
      [["early"], ["gone"], 1],
      [[], [], 0],
    ],
  );
  assert.deepEqual(loadProjectIndex(index).sessions.map(({ zig_session_id }) => zig_session_id), [
    "early",
    SESSION_ID,
  ]);
  assert.equal(
    JSON.parse(fs.readFileSync(index.replace(".json", ".removed.jsonl"), "utf8")).zig_session_id,
    "gone",
  );
  assert.equal(fs.readFileSync(index.replace(".json", ".archive.bad"), "utf8"), "torn");
  assert.ok(fs.existsSync(`${place.globalIndex}.damaged-1`));
  assert.equal(verifyAll(scope).intact, true);
  const after = place.snapshot();
  assert.deepEqual(repairAll(scope, true).indexes, []);
  assert.deepEqual(place.snapshot(), after);
});
