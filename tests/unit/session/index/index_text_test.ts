import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { orderedEntry } from "../../../../src/session/index/index_entry.ts";
import { GLOBAL_INDEX, PROJECT_INDEX } from "../../../../src/session/index/index_kind.ts";
import { IndexText } from "../../../../src/session/index/index_text.ts";
import {
  SessionLogIndex,
  type SessionLogIndexEntry,
} from "../../../../src/session/index/session_index.ts";

const word = fc.string({ unit: "binary" }).map((text) => text.toWellFormed());
const entry: fc.Arbitrary<SessionLogIndexEntry> = fc.record({
  zig_session_id: fc.constantFrom("A", "B", "C", "é\u2028"),
  workflow_name: word,
  workflow_path: word,
  log_path: word,
  started_at: word,
  ended_at: fc.option(word),
  status: fc.constantFrom("success" as const, "failure" as const, null),
  workspace_path: fc.option(word),
});

function jsonOf(sessions: readonly SessionLogIndexEntry[]): string {
  const entries = sessions.map((session) => orderedEntry(PROJECT_INDEX, session));
  return JSON.stringify({ sessions: entries }, null, 2);
}

test("IndexText changes an index as SessionIndex does", () => {
  const change = fc.oneof(
    fc.record({ upsert: entry }),
    fc.record({ stamp: entry.map(({ zig_session_id }) => zig_session_id) }),
  );
  fc.assert(fc.property(
    fc.array(entry, { minLength: 1 }),
    fc.array(change),
    (sessions, changes) => {
      const byText = IndexText.of(PROJECT_INDEX, jsonOf(sessions));
      assert(byText, jsonOf(sessions));
      const byObject = new SessionLogIndex(structuredClone(sessions));
      for (const one of changes) {
        if ("upsert" in one) { for (const index of [byText, byObject]) index.upsert(one.upsert); }
        else {
          const stamped = byText.stamp(one.stamp, "now", "failure");
          assert.equal(stamped, byObject.stamp(one.stamp, "now", "failure"));
        }
        assert.equal(byText.toString(), jsonOf(byObject.sessions));
      }
      assert.equal(byText.toString(), jsonOf(byObject.sessions));
    },
  ));
});

test("IndexText.of() takes nothing but the exact form of an index of its kind", () => {
  const whole = jsonOf([session("A"), session("B")]);
  assert(IndexText.of(PROJECT_INDEX, whole));
  assert.equal(IndexText.of(GLOBAL_INDEX, whole), undefined);
  for (let at = 0; at < whole.length; at++) {
    const cut = whole.slice(0, at) + whole.slice(at + 1);
    const index = IndexText.of(PROJECT_INDEX, cut);
    // A character less within a string is another string.
    if (index) assert.deepEqual(JSON.parse(index.toString()), JSON.parse(cut));
    assert.equal(IndexText.of(PROJECT_INDEX, whole.slice(0, at)), undefined);
  }
  for (
    const other of ["", `{\n  "sessions": []\n}`, `${whole}\n`, JSON.stringify(JSON.parse(whole))]
  ) assert.equal(IndexText.of(PROJECT_INDEX, other), undefined);
  const wrong = [
    [`"success"`, `"done"`],
    [`"workflow_name": "w"`, `"workflow_name": null`],
    [`"workflow_name": "w"`, `"workflow_name": "\\ud800"`],
    [`"workflow_name": "w"`, `"workflow_name": "\t"`],
    [`"workflow_name": "w"`, `"workflow_name": "\\x"`],
    [`"B"`, `"\\u0042"`],
    [`      "status"`, `      "more": 1,\n      "status"`],
  ] as const;
  for (const [is, becomes] of wrong) {
    assert.notEqual(whole.replace(is, becomes), whole);
    assert.equal(IndexText.of(PROJECT_INDEX, whole.replace(is, becomes)), undefined, becomes);
  }
});

test("IndexText.takeOverflow() takes the oldest out, but for what stays", () => {
  const sessions = ["A", "B", "C", "D", "E"].map(session);
  const index = IndexText.of(PROJECT_INDEX, jsonOf(sessions));
  assert.equal(index?.toString(), jsonOf(sessions));
  const taken = index?.takeOverflow(2, ({ zig_session_id }) => zig_session_id === "B");
  assert.deepEqual(taken?.map(({ zig_session_id }) => zig_session_id), ["A", "C"]);
  assert.equal(
    index?.toString(),
    jsonOf(sessions.filter(({ zig_session_id }) => "BDE".includes(zig_session_id))),
  );
  assert.deepEqual(index?.takeOverflow(3, () => false), []);
});

function session(zig_session_id: string): SessionLogIndexEntry {
  return {
    zig_session_id,
    workflow_name: "w",
    workflow_path: "/bin/w",
    log_path: `/home/ada/${zig_session_id}.jsonl`,
    started_at: "2026-11-22T10:00:00.000000+00:00",
    ended_at: null,
    status: "success",
    workspace_path: null,
  };
}

test("IndexText.from() of any entries, or of none, is the index as saveIndex() writes it", () => {
  fc.assert(fc.property(fc.array(entry), (sessions) => {
    assert.equal(IndexText.from(PROJECT_INDEX, sessions).toString(), jsonOf(sessions));
  }));
});
