import assert from "node:assert/strict";
import fs from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { archivePath } from "../../../src/session/index/index_archive.ts";
import { saveProjectIndex } from "../../../src/session/index/index_file.ts";
import { SessionLogIndex } from "../../../src/session/index/session_index.ts";
import { listSessions } from "../../../src/session/list_sessions.ts";
import { SessionList } from "../../../src/session/session_list.ts";
import { SessionPlace } from "../support/session_place.ts";

const string = fc.constantFrom("a", "b c", 'a"b', "a\\", "é", "\u2028", "started_at", '":"', "");

const entry = fc.record({
  zig_session_id: fc.constantFrom("01A", "01B", "01C", "01D", "01b", ""),
  workflow_name: string,
  workflow_path: string,
  log_path: fc.constantFrom("logs/sessions/01A.jsonl", "/etc/passwd"),
  started_at: fc.constantFrom("2026-01-02", "2026-01-03", "2026-01-04", "x\ty"),
  ended_at: fc.option(string),
  status: fc.constantFrom("success", "failure", null),
  workspace_path: fc.option(string),
});

/** As our writer has a line, and as others have it, or as it is damaged. */
const line = fc.tuple(
  entry,
  fc.oneof(
    { weight: 12, arbitrary: fc.constant((text: string) => text) },
    fc.nat(120).map((at) => (text: string) => text.slice(0, at)),
    fc.constant((text: string) => ` ${text} `),
    fc.constant((text: string) => text.replaceAll('":', '" : ')),
    fc.constant((text: string) =>
      text.replace('"started_at":', '"started_at":"2027","started_at":')
    ),
    fc.constant((text: string) => text.replace('"started_at"', '"started\\u005fat"')),
    fc.constant((text: string) => text.replace("01A", '01"A')),
    fc.constant((text: string) => text.replace('"status":"success"', '"status":"fine"')),
    fc.constant((text: string) => text + text),
    fc.constant((text: string) => text.replace("{", '{"extra":{"started_at":"2028"},')),
    fc.constant((text: string) =>
      JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()))
    ),
    fc.constant((text: string) => text.replace(',"workspace_path":null', "")),
    fc.constant(() => ""),
  ),
).map(([fields, write]) => write(JSON.stringify(fields)));

test("SessionList is what listSessions() gives, whatever the archive holds", () => {
  using place = new SessionPlace();
  const { index } = place.paths, scope = { home: place.home, project: place.project };
  fs.mkdirSync(dirname(index), { recursive: true });
  const lines = fc.array(line, { maxLength: 12 }), ending = fc.constantFrom("\n", "");
  const indexed = fc.array(entry, { maxLength: 3 });
  fc.assert(
    fc.property(lines, ending, indexed, (archived, end, entries) => {
      fs.writeFileSync(archivePath(index), archived.join("\n") + end);
      saveProjectIndex(index, new SessionLogIndex(entries));
      const expected = listSessions(scope), list = new SessionList(scope);
      assert.deepEqual([...list], expected);
      assert.equal(list.length, expected.length);
      assert.deepEqual(list.ids, expected.map(({ zig_session_id }) => zig_session_id));
      assert.deepEqual(new SessionList(scope).newest, expected[0]);
    }),
    { numRuns: 200 },
  );
});

test("SessionList passes over an archived line that is too long to be held", () => {
  using place = new SessionPlace();
  const { index } = place.paths, scope = { home: place.home, project: place.project };
  fs.mkdirSync(dirname(index), { recursive: true });
  const [fields] = fc.sample(entry, 1);
  const lineOf = (zig_session_id: string) => JSON.stringify({ ...fields, zig_session_id });
  const long = " ".repeat((16 << 20) + 1);
  fs.writeFileSync(archivePath(index), `${lineOf("01A")}\n${long}\n${lineOf("01B")}\n`);
  saveProjectIndex(index, new SessionLogIndex());
  assert.deepEqual(new SessionList(scope).ids, ["01B", "01A"]);
});
