import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addEvent,
  beginStep,
  beginTier,
  skipStep,
} from "../../../../src/session/workflow/workflow_events.ts";
import { kinds } from "../../support/event_kinds.ts";
import { SharedSession } from "../../support/shared_session.ts";

/** What each event is about, in a word or two. */
function story(session: SharedSession): string[] {
  return session.events.map((event) => {
    if (event.type === "tier_started") return `tier ${event.tier_index} ${event.step_names}`;
    if (event.type === "step_started") return `start ${event.step_name} in ${event.tier_index}`;
    return `${event.type} ${"step_name" in event ? event.step_name : ""}`.trim();
  });
}

test("beginTier() counts on, whichever process began the last", () => {
  using session = new SharedSession();
  const first = session.join(), second = session.join();
  assert.deepEqual(
    [first, second, second, first].map((log, at) => beginTier(log, [`s${at}`])),
    [0, 1, 2, 3],
  );
  assert.deepEqual(story(session), ["tier 0 s0", "tier 1 s1", "tier 2 s2", "tier 3 s3"]);
});

test("beginStep() begins a step in the tier that has announced it, or in one of its own", () => {
  using session = new SharedSession();
  beginTier(session.join(), ["lint", "unit"]);
  session.step("unit");
  session.step("deploy");
  session.step("lint");
  assert.deepEqual(story(session), [
    "tier 0 lint,unit",
    "start unit in 0",
    "tier 1 deploy",
    "start deploy in 1",
    "start lint in 0",
  ]);
});

test("beginStep() of a name that has begun, is over or skipped opens another tier", () => {
  using session = new SharedSession();
  const log = session.join();
  beginTier(log, ["a", "b"]);
  session.step("a");
  session.step("a").stepCompleted("a", 0, 1);
  skipStep(log, "b", "not now");
  session.step("b");
  assert.deepEqual(story(session), [
    "tier 0 a,b",
    "start a in 0",
    "tier 1 a",
    "start a in 1",
    "step_completed a",
    "step_skipped b",
    "tier 2 b",
    "start b in 2",
  ]);
});

test("beginStep() writes the step as zig-core would, and who records it", () => {
  using session = new SharedSession();
  const awkward = 'say "hi"\n\\';
  const writer = session.step(awkward);
  assert.deepEqual(session.kinds, [
    kinds.tier(0, awkward),
    {
      ...kinds.start(awkward),
      zag_session_id: `zig-build-${awkward}`,
      recorder: writer.recorder,
    },
  ]);
});

test("beginStep() of two with one announced name gives the tier to the first alone", () => {
  using session = new SharedSession();
  const log = session.join();
  const one = session.join(), other = session.join();
  beginTier(log, ["a"]);
  // Both have looked at the log before either has begun the step.
  let isNested = false;
  const racing = {
    sessionId: one.sessionId,
    logPath: one.logPath,
    recorder: one.recorder,
    appendAfter: (...[after, decide]: Parameters<typeof one.appendAfter>) => {
      if (!isNested) {
        isNested = true;
        beginStep(other, step("a", other.recorder));
      }
      one.appendAfter(after, decide);
    },
  };
  beginStep(racing, step("a", one.recorder));
  assert.deepEqual(story(session), ["tier 0 a", "start a in 0", "tier 1 a", "start a in 1"]);
});

test("skipStep() notes a step where it was announced, or in a tier of its own", () => {
  using session = new SharedSession();
  const log = session.join();
  beginTier(log, ["a"]);
  skipStep(log, "b", "why b");
  skipStep(log, "a", "why a");
  assert.deepEqual(session.kinds.slice(1), [
    kinds.tier(1, "b"),
    { type: "step_skipped", step_name: "b", reason: "why b" },
    { type: "step_skipped", step_name: "a", reason: "why a" },
  ]);
  assert.deepEqual(
    session.steps.map(({ step_name, tier_index, status }) =>
      `${step_name} ${tier_index} ${status}`
    ),
    ["a 0 skipped", "b 1 skipped"],
  );
});

test("skipStep() while another step of the name runs leaves that one alone", () => {
  using session = new SharedSession();
  const running = session.step("a");
  skipStep(session.join(), "a", "once is enough");
  running.stepCompleted("a", 0, 1, [], { recorder: running.recorder });
  assert.deepEqual(session.steps.map(({ status }) => status), ["completed", "skipped"]);
});

test("addEvent() adds an event as it is, and counts its tier", () => {
  using session = new SharedSession();
  const log = session.join();
  addEvent(log, kinds.tier(4, "a"));
  addEvent(log, kinds.say("a", '{"seq":1}'));
  assert.equal(beginTier(log, ["b"]), 5);
  assert.deepEqual(session.kinds.slice(0, 2), [kinds.tier(4, "a"), kinds.say("a", '{"seq":1}')]);
});

for (
  const [what, act] of [
    ["beginTier", (log) => beginTier(log, ["late"])],
    ["beginStep", (log) => beginStep(log, step("late", log.recorder))],
    ["skipStep", (log) => skipStep(log, "late", "too late")],
    ["addEvent", (log) => addEvent(log, kinds.beat())],
  ] satisfies [string, (log: ReturnType<SharedSession["join"]>) => unknown][]
) {
  test(`${what}() after the end, by whomever it was written, throws ClosedSessionError`, () => {
    using session = new SharedSession();
    const log = session.join();
    session.join().ended("success");
    const before = session.events;
    assert.throws(() => act(log), { name: "ClosedSessionError", sessionId: session.id });
    assert.deepEqual(session.events, before);
  });
}

function step(name: string, recorder: number) {
  return { name, zagCommand: "exec", promptPreview: "", recorder };
}
