import assert from "node:assert/strict";
import fs from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { Redactor } from "../../../src/redaction/redactor.ts";
import { appendToArchive, archivePath } from "../../../src/session/index/archive/index_archive.ts";
import { PROJECT_INDEX } from "../../../src/session/index/index_kind.ts";
import { LivenessProbe } from "../../../src/session/lifecycle/liveness.ts";
import { redactLog } from "../../../src/upkeep/redact/redact_log.ts";
import { setEntriesAside } from "../../../src/upkeep/repair/repair_index_aside.ts";
import { repairLog } from "../../../src/upkeep/repair/repair_log.ts";
import { verifyLog } from "../../../src/upkeep/verify/verify_log.ts";
import { SessionPlace } from "../support/session_place.ts";
import { idOf, storeSessions } from "../support/stored_logs.ts";

const REASON = /is a symbolic link, and within a home none is followed/;

test("repairLog(), redactLog() and verifyLog() leave a log behind a link within the home alone", () => {
  using place = new SessionPlace();
  storeSessions(place, [{ status: null }]);
  const { storage, sessions } = place.paths;
  fs.renameSync(storage, place.at("away"));
  fs.symlinkSync(place.at("away"), storage);
  const log_path = join(sessions, `${idOf(1)}.jsonl`), text = fs.readFileSync(log_path, "utf8");
  const found = { zig_session_id: idOf(1), log_path, storage, status: null };
  const probe = new LivenessProbe(), makeRedactor = () => new Redactor({ values: ["build"] });
  for (const write of [false, true]) {
    for (
      const result of [
        repairLog(found, undefined, write, probe),
        redactLog(found, makeRedactor, write, probe),
      ]
    ) {
      assert.equal(result.outcome, "left_alone");
      assert.match("reason" in result ? result.reason : "", REASON);
    }
  }
  const [finding] = verifyLog(found, probe).findings.kept;
  assert.ok(finding?.kind === "unreadable");
  assert.match(finding.reason, REASON);
  assert.equal(fs.readFileSync(log_path, "utf8"), text);
});

test("appendToArchive() and setEntriesAside() write to no file that a link leads to", () => {
  using place = new SessionPlace();
  storeSessions(place, [{}]);
  const { index } = place.paths, victim = place.file("victim", "precious\n");
  for (const path of [archivePath(index), join(dirname(index), "index.removed.jsonl")]) {
    fs.symlinkSync(victim, path);
  }
  for (const write of [appendToArchive, setEntriesAside]) {
    assert.throws(() => write(PROJECT_INDEX, index, []), {
      name: "StorageError",
      obstacle: "it is a symbolic link",
      advice: "Remove it",
    });
  }
  assert.equal(fs.readFileSync(victim, "utf8"), "precious\n");
});
