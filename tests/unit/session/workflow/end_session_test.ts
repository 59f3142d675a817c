import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import type { SessionStatus } from "../../../../src/session/event.ts";
import type { SessionWriter } from "../../../../src/session/writing/session_writer.ts";
import {
  addEvent,
  beginTier,
  endSession,
  RunningStepsError,
} from "../../../../src/session/workflow/workflow_events.ts";
import { timestamp } from "../../../../src/session/writing/timestamp.ts";
import { kinds } from "../../support/event_kinds.ts";
import { logLines } from "../../support/log_lines.ts";
import { SharedSession } from "../../support/shared_session.ts";

const NORMAL = { status: undefined, force: false }, FORCE = { status: undefined, force: true };

/** What the end has added: the failures it had to write, and the status. */
function endOf(session: SharedSession, request: Parameters<typeof endSession>[1] = NORMAL) {
  const before = session.events.length;
  const status = endSession(session.join(), request);
  const added = session.events.slice(before);
  const last = added.pop();
  assert.ok(last?.type === "zig_session_ended" && last.status === status);
  const failures = added.map((event) => {
    assert.ok(event.type === "step_failed" && event.exit_code === null);
    return `${event.step_name} ${event.attempt} ${event.error}`;
  });
  return { status, failures };
}

function fail(step: SessionWriter, name: string, marks: Record<string, boolean> = {}): void {
  step.stepFailed(name, 1, 1, "exited with code 1", { recorder: step.recorder, ...marks });
}

test("endSession() of a session whose steps went well, were skipped or not begun is a success", () => {
  using session = new SharedSession();
  const log = session.join();
  beginTier(log, ["a", "b", "c"]);
  session.step("a").stepCompleted("a", 0, 1);
  log.stepSkipped("b", "not now");
  assert.deepEqual(endOf(session), { status: "success", failures: [] });
});

test("endSession() says how long the session took: nothing where its start is to come, or unknown", () => {
  const HOUR = 3_600_000;
  for (
    const [startedMs, least, most] of [
      [Date.now() - HOUR, HOUR, 2 * HOUR],
      [Date.now() + HOUR, 0, 0],
      [undefined, 0, 0],
    ] as const
  ) {
    using session = new SharedSession();
    const line = fs.readFileSync(session.log, "utf8");
    fs.writeFileSync(
      session.log,
      startedMs === undefined
        ? line.replace("zig_session_started", "damaged")
        : line.replace(/"ts":"[^"]*"/, `"ts":"${timestamp(startedMs)}"`),
    );
    assert.equal(endSession(session.join(), NORMAL), "success");
    const end = JSON.parse(logLines(session.log).at(-1) ?? "");
    assert.ok(end.duration_ms >= least && end.duration_ms <= most, String(end.duration_ms));
  }
});

test("endSession() of a session with a failed step is a failure, unless that was allowed", () => {
  for (const [marks, status] of [[{}, "failure"], [{ allow_failure: true }, "success"]] as const) {
    using session = new SharedSession();
    fail(session.step("a"), "a", marks);
    assert.deepEqual(endOf(session), { status, failures: [] });
  }
});

test("endSession() ends with the status that it is given", () => {
  for (const status of ["success", "failure"] satisfies SessionStatus[]) {
    using session = new SharedSession();
    fail(session.step("a"), "a", { allow_failure: status === "failure" });
    assert.deepEqual(endOf(session, { status, force: false }), { status, failures: [] });
  }
});

test("endSession() while steps run is refused, names them and adds nothing", () => {
  using session = new SharedSession();
  session.step("a");
  session.step("b");
  session.step("c").stepCompleted("c", 0, 1);
  const before = session.events;
  for (const status of [undefined, "success"] as const) {
    assert.throws(() => endSession(session.join(), { status, force: false }), (error) => {
      assert.ok(error instanceof RunningStepsError);
      assert.deepEqual(error.stepNames, ["a", "b"]);
      return true;
    });
  }
  assert.deepEqual(session.events, before);
});

test("endSession() by force ends the steps that run as failures", () => {
  using session = new SharedSession();
  const running = session.step("a");
  assert.deepEqual(endOf(session, FORCE), {
    status: "failure",
    failures: ["a 1 still ran when the session was ended"],
  });
  running.stepCompleted("a", 0, 1);
  assert.ok(running.hasEnded);
  assert.equal(session.events.at(-1)?.type, "zig_session_ended");
});

test("endSession() writes the end of a step whose recorder has died", () => {
  using session = new SharedSession();
  session.deadStep("a");
  const { recorder } = session.deadStep("b");
  fs.rmSync(session.liveFile(recorder));
  assert.deepEqual(endOf(session), {
    status: "failure",
    failures: ["a 1 recorder died", "b 1 recorder died"],
  });
  assert.deepEqual(session.steps.map(({ status }) => status), ["failed", "failed"]);
});

test("endSession() is not misled by its own lock on the number that a dead recorder had", () => {
  using session = new SharedSession();
  const dead = session.deadStep("a");
  const log = session.join();
  // As in containers, where every process has the same id.
  assert.equal(log.recorder, dead.recorder);
  assert.equal(endSession(log, NORMAL), "failure");
  assert.deepEqual(session.steps.map(({ error }) => error), ["recorder died"]);
});

test("endSession() waits for a step between two attempts", () => {
  using session = new SharedSession();
  fail(session.step("a"), "a", { retrying: true });
  assert.throws(() => endSession(session.join(), NORMAL), { stepNames: ["a"] });
  assert.deepEqual(endOf(session, FORCE).failures, ["a 2 still ran when the session was ended"]);
});

test("endSession() takes a step that died between two attempts for failed", () => {
  using session = new SharedSession();
  const step = session.step("a");
  fail(step, "a", { retrying: true });
  step.close();
  const taken = session.step("b");
  taken.stepCompleted("b", 0, 1, [], { recorder: taken.recorder });
  assert.equal(endOf(session).status, "failure");
  assert.equal(session.steps[0]?.status, "failed");
});

test("endSession() ends the dead one of two steps of one name, and not the other", () => {
  using session = new SharedSession();
  const holder = session.join();
  const dead = session.deadStep("a");
  holder.close();
  const other = session.step("a");
  assert.notEqual(other.recorder, dead.recorder);
  other.stepCompleted("a", 0, 1, [], { recorder: other.recorder });
  assert.deepEqual(endOf(session), { status: "failure", failures: ["a 1 recorder died"] });
  assert.deepEqual(session.steps.map(({ status }) => status), ["failed", "completed"]);
});

test("endSession() with a step run again after it had died, by a process of the same id, is a failure", () => {
  using session = new SharedSession();
  session.deadStep("a");
  const again = session.step("a");
  again.stepCompleted("a", 0, 1, [], { recorder: again.recorder });
  again.close();
  assert.equal(endOf(session).status, "failure");
  assert.equal(session.steps[1]?.status, "completed");
});

test("endSession() of steps that another program has told of waits for their end", () => {
  using session = new SharedSession();
  const log = session.join();
  addEvent(log, kinds.start("a"));
  assert.throws(() => endSession(log, NORMAL), { stepNames: ["a"] });
  addEvent(log, kinds.complete("a"));
  assert.equal(endOf(session).status, "success");
});

test("endSession() of a session that has ended throws ClosedSessionError", () => {
  using session = new SharedSession();
  const log = session.join();
  endSession(session.join(), NORMAL);
  for (const request of [NORMAL, FORCE]) {
    assert.throws(() => endSession(log, request), { name: "ClosedSessionError" });
  }
  assert.equal(session.events.length, 1);
});
