import assert from "node:assert/strict";
import fs from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { findAmong, findSession } from "../../../../src/session/lookup/find_session.ts";
import { archivePath } from "../../../../src/session/index/archive/index_archive.ts";
import { saveProjectIndex } from "../../../../src/session/index/index_file.ts";
import {
  SessionLogIndex,
  type SessionLogIndexEntry,
} from "../../../../src/session/index/session_index.ts";
import {
  listSessions,
  type SessionEntry,
  type SessionScope,
} from "../../../../src/session/lookup/list_sessions.ts";
import { SessionList } from "../../../../src/session/lookup/session_list.ts";
import { shortIds, shortIdsIn } from "../../../../src/view/format/short_ids.ts";
import { anyArchive, anyEntry } from "../../support/any_archive.ts";
import { SessionPlace } from "../../support/session_place.ts";

type Rewriting = (text: string) => string;

const ENTRY: SessionLogIndexEntry = {
  zig_session_id: "",
  workflow_name: "make",
  workflow_path: "/usr/bin/make",
  log_path: "logs/sessions/a.jsonl",
  started_at: "",
  ended_at: null,
  status: null,
  workspace_path: null,
};

const RUNS = { numRuns: 300 };
const indexed = fc.oneof(
  fc.array(anyEntry, { maxLength: 12 }),
  anyEntry.map((entry) => [entry]),
);

test("SessionList is what listSessions() gives, whatever the archive holds", () => {
  using place = new SessionPlace();
  const scope = { home: place.home, project: place.project };
  fc.assert(
    fc.property(anyArchive, indexed, (archive, entries) => {
      save(place, archive, entries);
      const expected = listSessions(scope), list = new SessionList(scope);
      assert.deepEqual([...list], expected);
      assert.equal(list.length, expected.length);
      assert.deepEqual(list.ids, ids(expected));
      // Anew from what has been read by now.
      assert.deepEqual([...list], expected);
    }),
    RUNS,
  );
});

test("SessionList gives its newest sessions as listSessions() does, without the rest", () => {
  using place = new SessionPlace();
  const scope = { home: place.home, project: place.project };
  fc.assert(
    fc.property(anyArchive, indexed, fc.nat(6), (archive, entries, count) => {
      save(place, archive, entries);
      const expected = listSessions(scope), newest: SessionEntry[] = [];
      assert.deepEqual(new SessionList(scope).newest, expected[0]);
      for (const entry of new SessionList(scope)) {
        if (newest.length === count) break;
        newest.push(entry);
      }
      assert.deepEqual(newest, expected.slice(0, count));
    }),
    RUNS,
  );
});

const NEWER = "2026-02-02T03:04:05.000001002+00:00", OLDER = "2026-02-02T03:04:05.000001+00:00";
const same: Rewriting = (text) => text;

/** How an archived session is written that was started last, and when that and one of the index were. */
const NEWEST_ARCHIVED: readonly [Rewriting, archived: string, indexed: string][] = [
  [same, NEWER, OLDER],
  [same, NEWER, NEWER.slice(0, 32)],
  [same, "ü2026", "é2026"],
  [same, "x2026", "\t2026"],
  [(text) => text.replace('"started_at"', '"started\\u005fat"'), NEWER, OLDER],
  [(text) => text.replace('_at":"2', '_at":"\\u0032'), NEWER, OLDER],
  [(text) => text.replaceAll(":", " : "), "2026-03-01", OLDER],
  [
    (text) => {
      const { started_at, ...others } = JSON.parse(text);
      return JSON.stringify({ ...others, started_at });
    },
    NEWER,
    OLDER,
  ],
];

test("SessionList finds the newest session in the archive, however its line is written", () => {
  using place = new SessionPlace();
  const scope = { home: place.home, project: place.project };
  for (const [rewrite, archived, indexed] of NEWEST_ARCHIVED) {
    const lineOf = (zig_session_id: string, started_at: string) =>
      JSON.stringify({ ...ENTRY, zig_session_id, started_at });
    const lines = [lineOf("01KA0000", OLDER), rewrite(lineOf("01KA0001", archived))];
    save(place, `${lines.join("\n")}\n`, [
      { ...ENTRY, zig_session_id: "01KA0002", started_at: indexed },
    ]);
    assert.equal(new SessionList(scope).newest?.zig_session_id, "01KA0001", lines[1]);
  }
});

test("SessionList.like() leaves out no session that begins or ends like that", () => {
  using place = new SessionPlace();
  const scope = { home: place.home, project: place.project };
  const text = fc.oneof(
    fc.constantFrom("7k2m", "7K2M", "01ka", "K2M", "0000001", "2df420", "é-7k2m", "", "\u212a2m"),
    anyEntry.map(({ zig_session_id }) => zig_session_id),
  );
  fc.assert(
    fc.property(anyArchive, indexed, text, (archive, entries, wanted) => {
      save(place, archive, entries);
      const all = listSessions(scope), found = likeIn(scope, [wanted]);
      const key = wanted.toLowerCase();
      const fits = ({ zig_session_id }: SessionEntry) => {
        const known = zig_session_id.toLowerCase();
        return known.startsWith(key) || known.endsWith(key);
      };
      assert.deepEqual(found.filter(fits), all.filter(fits));
      assert.deepEqual(found, all.filter((one) => ids(found).includes(one.zig_session_id)));
      assert.deepEqual(
        outcome(() => findSession(wanted, scope)),
        outcome(() => findAmong(wanted, all, scope)),
      );
    }),
    RUNS,
  );
});

test("shortIdsIn() gives what shortIds() gives of all ids", () => {
  using place = new SessionPlace();
  const scope = { home: place.home, project: place.project };
  fc.assert(
    fc.property(anyArchive, indexed, fc.nat(6), (archive, entries, count) => {
      save(place, archive, entries);
      const all = ids(listSessions(scope)), wanted = all.slice(0, count);
      assert.deepEqual(shortIdsIn(new SessionList(scope), wanted), shortIds(all, wanted));
    }),
    RUNS,
  );
});

test("SessionList passes over an archived line that is too long to be held", () => {
  using place = new SessionPlace();
  const scope = { home: place.home, project: place.project };
  const started_at = (day: number) => `2026-01-0${day}T03:04:05.000001+00:00`;
  const lineOf = (zig_session_id: string, day: number) =>
    JSON.stringify({ ...ENTRY, zig_session_id, started_at: started_at(day) });
  const long = " ".repeat((16 << 20) + 1);
  save(place, `${lineOf("00001A", 1)}\n${long}\n${lineOf("00001B", 2)}\n`, []);
  assert.deepEqual(new SessionList(scope).ids, ["00001B", "00001A"]);
  assert.equal(new SessionList(scope).newest?.zig_session_id, "00001B");
  assert.deepEqual(ids(likeIn(scope, ["001a", "001b"])), ["00001B", "00001A"]);
});

function save(
  { paths: { index } }: SessionPlace,
  archive: string,
  entries: SessionLogIndexEntry[],
): void {
  fs.mkdirSync(dirname(index), { recursive: true });
  fs.writeFileSync(archivePath(index), archive);
  saveProjectIndex(index, new SessionLogIndex(entries));
}

function likeIn(scope: SessionScope, texts: string[]): SessionEntry[] {
  return new SessionList(scope).like(texts).map((brief) => brief.entry());
}

function ids(sessions: readonly SessionEntry[]): string[] {
  return sessions.map(({ zig_session_id }) => zig_session_id);
}

function outcome(find: () => SessionEntry): SessionEntry | string {
  try {
    return find();
  } catch (error) {
    return String(error);
  }
}
