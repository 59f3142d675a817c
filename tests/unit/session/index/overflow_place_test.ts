import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { readArchive } from "../../../../src/session/index/archive/index_archive.ts";
import { GLOBAL_INDEX, PROJECT_INDEX } from "../../../../src/session/index/index_kind.ts";
import { INDEX_SESSIONS, updateIndex } from "../../../../src/session/index/index_update.ts";
import { holdLiveFile } from "../../../../src/session/lifecycle/live_file.ts";
import { globalIndexPath, logPathInHome, projectPaths } from "../../../../src/session/paths.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

test("updateIndex() looks at no folder that an entry names outside of the home", () => {
  using folder = new TemporaryFolder();
  const home = folder.at("home"), paths = projectPaths(null, home);
  fs.mkdirSync(paths.sessions, { recursive: true });
  fs.mkdirSync(folder.at("outside"));
  const outside = holdLiveFile(folder.at("outside", "S0.jsonl"));
  const entries = Array.from({ length: INDEX_SESSIONS + 1 }, (_, at) => ({
    zig_session_id: `S${at}`,
    workflow_name: "w",
    workflow_path: "",
    log_path: folder.at("outside", `S${at}.jsonl`),
    started_at: "2026-01-02T10:00:01.000000+00:00",
    ended_at: null,
    status: null,
    workspace_path: null,
    project: "",
  }));
  updateIndex(PROJECT_INDEX, paths.index, (index) => index.sessions = [...entries]);
  updateIndex(GLOBAL_INDEX, globalIndexPath(home), (index) => index.sessions = [...entries]);
  const archived = [
    ...readArchive(PROJECT_INDEX, paths.index),
    ...readArchive(GLOBAL_INDEX, globalIndexPath(home)),
  ];
  assert.deepEqual(archived.map(({ zig_session_id }) => zig_session_id), ["S0", "S0"]);
  outside.release();
});

test("logPathInHome() never leads out of the home, nor to what no file is called", () => {
  const unknown = "/home/ada/.zig/logs/sessions/unknown.jsonl";
  for (
    const [path, expected] of [
      ["/old/.zig/projects/shop/logs/sessions/A.jsonl", "projects/shop/logs/sessions/A.jsonl"],
      ["logs/sessions/A.jsonl", "logs/sessions/A.jsonl"],
      ["/x/projects/../logs/sessions/A.jsonl", "logs/sessions/A.jsonl"],
      ["/x/projects/./logs/sessions/A.jsonl", "logs/sessions/A.jsonl"],
      ["/x/logs/sessions/../../etc/passwd", undefined],
      ["/x/logs/sessions/../../../a.jsonl", undefined],
      ["/x/logs/sessions/A\0B.jsonl", undefined],
      [`/x/logs/sessions/${"x".repeat(300)}.jsonl`, undefined],
      ["/x/mylogs/sessions/A.jsonl", undefined],
      ["/etc/passwd", undefined],
      ["", undefined],
    ] as const
  ) {
    const found = logPathInHome(path, "/home/ada/.zig");
    assert.equal(found, expected === undefined ? unknown : `/home/ada/.zig/${expected}`, path);
  }
});
