import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isGeneratedId,
  parseSessionFileName,
} from "../../../../src/upkeep/retention/session_files.ts";
import { idOf } from "../../support/stored_logs.ts";

const UUID = "7757c442-6b34-43a9-b8e8-7328992df420";

test("parseSessionFileName() knows a log and all that stands beside one", () => {
  const id = idOf(1);
  assert.deepEqual(parseSessionFileName(`${id}.jsonl`), { id, kind: "log" });
  assert.deepEqual(parseSessionFileName(`${UUID}.jsonl`), { id: UUID, kind: "log" });
  for (
    const ending of [
      "torn",
      "bad",
      "original",
      "original-2",
      "4711.live",
      "4711.0.ring",
      "jsonl.4711.tmp",
    ]
  ) {
    assert.deepEqual(parseSessionFileName(`${id}.${ending}`), { id, kind: "sidecar" }, ending);
  }
});

const FOREIGN = [
  "notes.txt",
  "README",
  ".index.lock",
  ".jsonl",
  "..",
  "a.jsonl.gz",
  "a.live",
  "a.x.live",
  "a.ring",
  "a.1.ring",
  "a.tmp",
  "a.bad.txt",
  "a b.jsonl",
  "a\0.jsonl",
  "../a.jsonl",
  "a/b.jsonl",
  "-a.jsonl",
  `${"a".repeat(300)}.jsonl`,
];

test("parseSessionFileName() leaves other names alone", () => {
  for (const name of FOREIGN) assert.equal(parseSessionFileName(name), undefined, name);
});

test("isGeneratedId() knows ULIDs and UUIDs", () => {
  for (const id of [idOf(1), UUID]) assert.ok(isGeneratedId(id), id);
  for (const id of ["notes", "", idOf(1).toLowerCase(), `${UUID}0`, "8".repeat(26)]) {
    assert.ok(!isGeneratedId(id), id);
  }
});
