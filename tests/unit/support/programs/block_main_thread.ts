import fs from "node:fs";
import process from "node:process";
import { SessionCoordinator, SessionWriter } from "../../../../src/session/mod.ts";

// Starts a session with a heartbeat a second and keeps this thread busy: for 2.5 s, and on a loaded machine until two
// heartbeats have come, because only the thread that writes them is looked at, not how fast it was started.
const [home = "", cwd = ""] = process.argv.slice(2);
const writer = SessionWriter.create({
  workflow_name: "busy",
  workflow_path: "/home/ada/busy.ts",
  home,
  cwd,
});
const coordinator = SessionCoordinator.start(writer, { heartbeatSecs: 1 });
const started = performance.now();
const waitedMs = () => performance.now() - started;
const heartbeats = () => fs.readFileSync(writer.logPath, "utf8").split('"heartbeat"').length - 1;
while (waitedMs() < 2500 || (heartbeats() < 2 && waitedMs() < 20_000));
coordinator.finish("success");
