import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { heldLiveNumbers } from "../../../../src/session/lifecycle/liveness.ts";
import { SessionWriter } from "../../../../src/session/writing/session_writer.ts";
import { beginStep } from "../../../../src/session/workflow/workflow_events.ts";
import { wholeEvents } from "../../support/log_lines.ts";
import { SessionPlace } from "../../support/session_place.ts";

/** Joins as another process does, and begins a step. */
function nestedStep(place: SessionPlace, logPath: string, name: string): SessionWriter {
  const writer = SessionWriter.join(logPath, { home: place.home });
  const { recorder } = writer;
  beginStep(writer, { name, zagCommand: "exec", promptPreview: `run ${name}`, recorder });
  return writer;
}

/** The last `count` events, those of steps as `name: what became of it`. */
function lastOf(logPath: string, count: number): string[] {
  return wholeEvents(logPath).slice(-count).map((event) => {
    if (event.type === "step_failed") return `${event.step_name}: ${event.error}`;
    return event.type === "zig_session_ended" ? `${event.status} ${event.duration_ms}` : event.type;
  });
}

test("SessionWriter.ended() first ends the steps that others have begun and not ended", () => {
  using place = new SessionPlace();
  const owner = place.start();
  const running = nestedStep(place, owner.logPath, "running");
  const dead = nestedStep(place, owner.logPath, "dead");
  const done = nestedStep(place, owner.logPath, "done");
  done.stepCompleted("done", 0, 1, [], { recorder: done.recorder });
  done.close();
  dead.close();
  running.heartbeat(10);
  assert.ok(heldLiveNumbers(owner.logPath).has(running.recorder));
  owner.ended("success", 7, { note: "kept" });
  assert.deepEqual(lastOf(owner.logPath, 3), [
    "running: still ran when the session was ended",
    "dead: recorder died",
    "success 7",
  ]);
  assert.match(fs.readFileSync(owner.logPath, "utf8"), /"duration_ms":7,"note":"kept"\}\n$/);
  // Its own end comes too late.
  running.stepCompleted("running", 0, 1);
  running.close();
  assert.equal(lastOf(owner.logPath, 1)[0], "success 7");
});

test("SessionWriter.ended() adds nothing where another process has ended the session", () => {
  using place = new SessionPlace();
  const owner = place.start();
  const other = nestedStep(place, owner.logPath, "running");
  other.ended("failure", 3);
  const before = wholeEvents(owner.logPath);
  owner.ended("success");
  assert.deepEqual(wholeEvents(owner.logPath), before);
});

test("SessionWriter.ended() leaves a step of its own as it is, also among heartbeats of another thread", () => {
  using place = new SessionPlace();
  const owner = place.start();
  owner.stepStarted("own", 0, "zig-build-own", "exec", null, "make");
  const heart = SessionWriter.join(owner.logPath, { home: place.home });
  for (let beat = 0; beat < 3; beat++) heart.heartbeat(10);
  heart.close();
  owner.ended("success", 7);
  assert.deepEqual(lastOf(owner.logPath, 3), ["heartbeat", "heartbeat", "success 7"]);
});
