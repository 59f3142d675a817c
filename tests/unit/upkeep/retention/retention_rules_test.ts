import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pathsOfStorage } from "../../../../src/session/paths.ts";
import {
  departures,
  type RetentionRules,
} from "../../../../src/upkeep/retention/retention_rules.ts";
import type { StoredSession } from "../../../../src/upkeep/retention/stored_session.ts";
import { timestamp } from "../../../../src/session/writing/timestamp.ts";
import { idOf } from "../../support/stored_logs.ts";

const NOW = Date.parse("2026-06-01T00:00:00Z"), SECOND = 1000;

interface Spec {
  readonly ageMs?: number;
  readonly bytes?: number;
  readonly live?: boolean;
  readonly project?: string;
}

test("departures() by age: longer ago than that, to the millisecond", () => {
  const sessions = stored([{ ageMs: 10 * SECOND + 1 }, { ageMs: 10 * SECOND }, { ageMs: 0 }]);
  assert.deepEqual(gone(sessions, { olderThanMs: 10 * SECOND }), [1]);
  assert.deepEqual(gone(sessions, { olderThanMs: 10 * SECOND + 1 }), []);
  assert.deepEqual(gone(sessions, { olderThanMs: 0 }), [2, 1]);
});

test("departures() by number: the newest of each project stay", () => {
  const sessions = stored([{}, { project: "b" }, {}, {}, { project: "b" }]);
  assert.deepEqual(gone(sessions, { keep: 0 }), [5, 4, 3, 2, 1]);
  assert.deepEqual(gone(sessions, { keep: 1 }), [3, 2, 1]);
  assert.deepEqual(gone(sessions, { keep: 2 }), [1]);
  assert.deepEqual(gone(sessions, { keep: 3 }), []);
});

test("departures() by size: the oldest of all go, no more than must", () => {
  const sessions = stored([{ bytes: 10 }, { bytes: 20, project: "b" }, { bytes: 30 }]);
  assert.deepEqual(gone(sessions, { maxBytes: 60 }), []);
  assert.deepEqual(gone(sessions, { maxBytes: 59 }), [1]);
  assert.deepEqual(gone(sessions, { maxBytes: 50 }), [1]);
  assert.deepEqual(gone(sessions, { maxBytes: 49 }), [2, 1]);
  assert.deepEqual(gone(sessions, { maxBytes: 0 }), [3, 2, 1]);
});

test("departures() of live sessions: none, but they count", () => {
  const sessions = stored([
    { ageMs: 99 * SECOND, bytes: 10, live: true },
    { bytes: 10 },
    { bytes: 10, live: true },
  ]);
  assert.deepEqual(gone(sessions, { olderThanMs: SECOND }), []);
  assert.deepEqual(gone(sessions, { keep: 1 }), [2]);
  assert.deepEqual(gone(sessions, { keep: 0, maxBytes: 0, olderThanMs: 0 }), [2]);
  assert.deepEqual(gone(sessions, { maxBytes: 20 }), [2]);
});

test("departures() by several rules: any is enough, and the size counts what the others leave", () => {
  const sessions = stored([
    { ageMs: 20 * SECOND, bytes: 5 },
    { ageMs: 2 * SECOND, bytes: 40 },
    { ageMs: SECOND, bytes: 10 },
  ]);
  const found = departures(sessions, { olderThanMs: 10 * SECOND, keep: 2, maxBytes: 50 }, NOW);
  assert.deepEqual(found.map(({ reasons }) => reasons), [["older-than", "keep"]]);
  assert.deepEqual(gone(sessions, { olderThanMs: 10 * SECOND, maxBytes: 49 }), [2, 1]);
});

test("departures() of sessions whose time cannot be read: none by age", () => {
  const [session] = stored([{ ageMs: 99 * SECOND }]);
  assert.ok(session);
  assert.deepEqual(
    gone([{ ...session, lastSign: "2026-99-99T00:00:00Z" }], { olderThanMs: 0 }),
    [],
  );
});

test("departures() leaves no more than is allowed, and never takes a live session", () => {
  const spec = fc.record({
    ageMs: fc.nat(100),
    bytes: fc.nat(100),
    live: fc.boolean(),
    project: fc.constantFrom("a", "b"),
  });
  const limit = fc.option(fc.nat(120), { nil: undefined });
  const property = fc.property(
    fc.array(spec, { maxLength: 20 }),
    fc.record({ olderThanMs: limit, keep: limit, maxBytes: limit }),
    (specs, limits) => {
      const sessions = stored(specs);
      const rules = Object.fromEntries(
        Object.entries(limits).filter(([, value]) => value !== undefined),
      ) as RetentionRules;
      const going = new Set(departures(sessions, rules, NOW).map(({ session }) => session));
      const staying = sessions.filter((session) => !going.has(session));
      assert.ok([...going].every(({ live }) => !live));
      const { olderThanMs = Infinity, keep = Infinity, maxBytes = Infinity } = rules;
      const idle = staying.filter(({ live }) => !live);
      for (const { lastSign } of idle) assert.ok(NOW - Date.parse(lastSign) <= olderThanMs);
      for (const storage of ["a", "b"]) {
        const of = idle.filter(({ paths }) => paths.storage === storage);
        assert.ok(of.length <= keep);
      }
      const bytes = staying.reduce((sum, session) => sum + session.bytes, 0);
      assert.ok(bytes <= maxBytes || idle.length === 0);
    },
  );
  fc.assert(property);
});

/** Sessions with the ids 1, 2, …, in the order in which they were started. */
function stored(specs: readonly Spec[]): StoredSession[] {
  return specs.map(({ ageMs = 0, bytes = 1, live = false, project = "a" }, at) => {
    const paths = pathsOfStorage(project), id = idOf(at + 1);
    return {
      id,
      paths,
      bytes,
      live,
      waiting: false,
      state: live ? "running" : "completed",
      lastSign: timestamp(NOW - ageMs),
      entry: {
        zig_session_id: id,
        workflow_name: "build",
        workflow_path: "/bin/build",
        log_path: `${paths.sessions}/${id}.jsonl`,
        started_at: timestamp(NOW - 1000 + at),
        ended_at: null,
        status: null,
        workspace_path: null,
      },
    };
  });
}

/** The numbers of the sessions that go, in the order in which they are given. */
function gone(sessions: readonly StoredSession[], rules: RetentionRules): number[] {
  return departures(sessions, rules, NOW).map(({ session }) => Number(session.id.slice(3)));
}
