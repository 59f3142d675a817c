import process from "node:process";
import { SessionCoordinator, SessionWriter } from "../../../../src/session/mod.ts";

// Handles something by itself that would have been its end, goes on, and ends its session as a success.
const [what = "", home = "", cwd = ""] = process.argv.slice(2);
const options = { workflow_name: "go on", workflow_path: "/home/ada/go_on.ts", home, cwd };
const writer = SessionWriter.create(options);
const coordinator = SessionCoordinator.start(writer);

function goOn(): void {
  writer.stepOutput("go on", "stdout", "still here");
  coordinator.finish("success");
  process.exit(0);
}

switch (what) {
  case "SIGTERM":
    process.on("SIGTERM", () => setTimeout(goOn, 1));
    process.kill(process.pid, "SIGTERM");
    break;
  case "uncaughtException":
    process.on("uncaughtException", () => setTimeout(goOn, 1));
    setTimeout(() => {
      throw new Error("on purpose");
    }, 1);
    break;
  case "unhandledRejection":
    process.on("unhandledRejection", () => setTimeout(goOn, 1));
    void Promise.reject(new Error("on purpose"));
    break;
}
// Keeps the program alive until then; nothing waits this long unless goOn() is never called.
setTimeout(() => process.exit(9), 5000);
