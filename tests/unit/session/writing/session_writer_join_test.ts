import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { listSessions } from "../../../../src/session/lookup/list_sessions.ts";
import { SessionCoordinator } from "../../../../src/session/lifecycle/session_coordinator.ts";
import { sessionState } from "../../../../src/session/lifecycle/session_state.ts";
import { SessionWriter } from "../../../../src/session/writing/session_writer.ts";
import { StorageError } from "../../../../src/storage/errors.ts";
import { kinds } from "../../support/event_kinds.ts";
import { SharedSession } from "../../support/shared_session.ts";

const liveFiles = (session: SharedSession) =>
  fs.readdirSync(session.paths.sessions).filter((name) => name.endsWith(".live"));

test("SessionWriter.join() goes on with a session that another process has made", () => {
  using session = new SharedSession();
  const writer = session.join();
  assert.deepEqual(
    [writer.sessionId, writer.logPath, writer.joined, writer.hasEnded],
    [session.id, session.log, true, false],
  );
  writer.stepOutput("a", "stdout", "hello");
  assert.deepEqual(session.kinds, [kinds.say("a", "hello")]);
});

test("SessionWriter.close() leaves the session open, without a lock of ours", () => {
  using session = new SharedSession();
  const writer = session.join();
  assert.equal(liveFiles(session).length, 1);
  writer.close();
  writer.close();
  assert.deepEqual(liveFiles(session), []);
  assert.equal(sessionState(session.log, null), "idle");
  assert.throws(() => writer.stepOutput("a", "stdout", "late"), StorageError);
  assert.deepEqual(session.events, []);
});

test("SessionCoordinator of a joined session leaves it when it is disposed of", () => {
  using session = new SharedSession();
  const writer = SessionWriter.join(session.log, { home: session.home });
  {
    using _coordinator = SessionCoordinator.start(writer, { ownSignals: false });
    assert.equal(sessionState(session.log, null), "running");
  }
  assert.deepEqual([session.events, liveFiles(session)], [[], []]);
  assert.equal(sessionState(session.log, null), "idle");
});

test("SessionWriter.hasEnded of a joined session follows what another process writes", () => {
  using session = new SharedSession();
  const writer = session.join(), other = session.join();
  other.ended("success");
  writer.stepCompleted("a", 0, 1);
  assert.ok(writer.hasEnded);
  assert.deepEqual(session.events.map(({ type }) => type), ["zig_session_ended"]);
  writer.close();
  assert.deepEqual(liveFiles(session), []);
});

test("SessionWriter.join() of a session that has ended knows it, and adds nothing", () => {
  using session = new SharedSession();
  session.join().ended("failure");
  const late = session.join();
  assert.ok(late.hasEnded);
  late.heartbeat(10);
  late.close();
  assert.deepEqual(session.events.map(({ type }) => type), ["zig_session_ended"]);
});

test("SessionWriter.ended() where another process has ended the session lets its word stand", () => {
  using session = new SharedSession();
  const creator = session.start();
  const scopes = [{ project: session.project }, { global: true }];
  const entries = () =>
    scopes.map((scope) =>
      listSessions({ ...scope, home: session.home })
        .find(({ zig_session_id }) => zig_session_id === creator.sessionId)
    );
  SessionWriter.join(creator.logPath, { home: session.home }).ended("failure");
  const stamped = entries();
  assert.deepEqual(stamped.map((entry) => entry?.status), ["failure", "failure"]);
  creator.ended("success");
  assert.deepEqual(entries(), stamped);
  assert.equal(sessionState(creator.logPath, null), "failed");
});

test("SessionWriter.join() of a log that is gone throws StorageError, and leaves nothing", () => {
  using session = new SharedSession();
  fs.rmSync(session.log);
  assert.throws(() => session.join(), StorageError);
  assert.deepEqual(fs.readdirSync(session.paths.sessions), []);
});

test("SessionWriter of a joined log that is deleted, or replaced, writes nowhere", () => {
  using session = new SharedSession();
  const writer = session.join();
  const content = fs.readFileSync(session.log);
  fs.rmSync(session.log);
  assert.throws(() => writer.stepOutput("a", "stdout", "x"), /it has been deleted/);
  assert.ok(!fs.existsSync(session.log));
  fs.writeFileSync(session.log, content);
  assert.throws(() => writer.stepOutput("a", "stdout", "x"), /another file has taken its place/);
  assert.throws(() => writer.appendAfter(0, () => [kinds.beat()]), StorageError);
  assert.deepEqual(fs.readFileSync(session.log), content);
  writer.close();
  assert.deepEqual(liveFiles(session), []);
});
