import process from "node:process";
import { updateProjectIndex } from "../../../../src/session/mod.ts";

// Adds entries to an index, each in an update of its own.
const [path = "", prefix = "", count = "0"] = process.argv.slice(2);
for (let number = 0; number < Number(count); number++) {
  updateProjectIndex(path, (index) =>
    index.upsert({
      zig_session_id: `${prefix}-${number}`,
      workflow_name: "build",
      workflow_path: "/home/ada/bin/build",
      log_path: `/home/ada/.zig/logs/sessions/${prefix}-${number}.jsonl`,
      started_at: "2026-01-02T03:04:05.000006+00:00",
      ended_at: null,
      status: null,
      workspace_path: null,
    }));
}
