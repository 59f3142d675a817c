import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { loadProjectIndex } from "../../../../src/session/index/index_file.ts";
import { SessionCoordinator } from "../../../../src/session/lifecycle/session_coordinator.ts";
import { wholeEvents } from "../../support/log_lines.ts";
import { runProgram, startProgram } from "../../support/run_program.ts";
import { SessionPlace } from "../../support/session_place.ts";

for (const what of ["SIGTERM", "uncaughtException", "unhandledRejection"]) {
  test(`SessionCoordinator goes on with a program that handles ${what} itself`, async () => {
    using place = new SessionPlace();
    const { code, stderr } = await runProgram("go_on", what, place.home, place.project);
    assert.equal(code, 0, stderr);
    const path = loadProjectIndex(place.paths.index).sessions[0]?.log_path ?? "";
    assert.deepEqual(
      wholeEvents(path).map((event) => event.type === "step_output" ? event.line : event.type),
      ["zig_session_started", "still here", "zig_session_ended"],
    );
    assert.equal(loadProjectIndex(place.paths.index).sessions[0]?.status, "success");
  });
}

test("SessionCoordinator of one of two sessions leaves SIGTERM to nobody: both end", async () => {
  using place = new SessionPlace();
  const program = startProgram("two_sessions", place.home, place.project);
  await program.spoken;
  program.kill("SIGTERM");
  const { code, signal } = await program.outcome;
  assert.deepEqual({ code, signal }, { code: null, signal: "SIGTERM" });
  const { sessions } = loadProjectIndex(place.paths.index);
  assert.deepEqual(sessions.map(({ status }) => status), ["failure", "failure"]);
});

test("SessionCoordinator.finish() that failed is not tried again on the way out", () => {
  using place = new SessionPlace();
  const writer = place.start();
  const coordinator = SessionCoordinator.start(writer, { ownSignals: false });
  fs.rmSync(writer.logPath);
  assert.throws(() => coordinator.finish("success"));
  coordinator[Symbol.dispose]();
  assert.ok(!fs.existsSync(writer.logPath));
});
