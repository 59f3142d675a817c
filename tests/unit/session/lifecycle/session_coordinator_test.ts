import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { loadGlobalIndex, loadProjectIndex } from "../../../../src/session/index/index_file.ts";
import { wholeEvents } from "../../support/log_lines.ts";
import { type Outcome, runProgram, startProgram } from "../../support/run_program.ts";
import { SessionPlace } from "../../support/session_place.ts";

const WAYS = [
  "uncaught exception",
  "exception in main",
  "unhandled rejection",
  "rejection of main",
  "process.exit",
  "exitNow",
  "exit code and end of main",
  "end of main",
  "using",
  "using and exception",
];
const denoWays = "Deno" in globalThis ? ["Deno.exit"] : [];

for (const way of [...WAYS, ...denoWays]) {
  test(`SessionCoordinator ends the session as a failure on: ${way}`, async () => {
    using place = new SessionPlace();
    const [bare, recorded] = await Promise.all([
      runProgram("leave", way),
      runProgram("leave", way, place.home, place.project),
    ]);
    checkOutcome(recorded, bare);
    checkEnd(place, "failure");
  });
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  test(`SessionCoordinator ends the session as a failure on: ${signal}`, async () => {
    using place = new SessionPlace();
    const program = startProgram("leave", "signal", place.home, place.project);
    await program.spoken;
    program.kill(signal);
    const { code, signal: died, stderr } = await program.outcome;
    assert.deepEqual({ code, died }, { code: null, died: signal }, stderr);
    checkEnd(place, "failure");
  });
}

test("SessionCoordinator.finish() twice is one end, with the first status", async () => {
  using place = new SessionPlace();
  const { code, stderr } = await runProgram("leave", "finish twice", place.home, place.project);
  assert.equal(code, 0, stderr);
  checkEnd(place, "success");
});

/** Ended as it would have without us, and said the same. */
function checkOutcome(recorded: Outcome, bare: Outcome): void {
  assert.equal(recorded.code, bare.code, recorded.stderr);
  assert.equal(recorded.signal, bare.signal, recorded.stderr);
  assert.equal(recorded.stdout, bare.stdout);
  assert.equal(recorded.stderr === "", bare.stderr === "", recorded.stderr);
}

/** One end, as the last line; both indexes stamped; nothing left behind. */
function checkEnd(place: SessionPlace, status: "success" | "failure"): void {
  const [entry, ...others] = loadProjectIndex(place.paths.index).sessions;
  assert.ok(entry && others.length === 0);
  const ends = wholeEvents(entry.log_path).map((event) =>
    event.type === "zig_session_ended" ? event.status : ""
  );
  assert.equal(ends.at(-1), status);
  assert.equal(ends.filter((end) => end !== "").length, 1);
  const [global] = loadGlobalIndex(place.globalIndex).sessions;
  for (const stamped of [entry, global]) {
    assert.equal(stamped?.status, status);
    assert.equal(typeof stamped?.ended_at, "string");
  }
  assert.deepEqual(fs.readdirSync(place.paths.sessions), [`${entry.zig_session_id}.jsonl`]);
}
