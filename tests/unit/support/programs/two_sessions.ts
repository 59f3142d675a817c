import process from "node:process";
import { SessionCoordinator, SessionWriter } from "../../../../src/session/mod.ts";

// Looks after two sessions at once and waits for a signal; the timer only ends what was forgotten.
const [home = "", cwd = ""] = process.argv.slice(2);
for (const workflow_name of ["first", "second"]) {
  const options = { workflow_name, workflow_path: "/home/ada/two.ts", home, cwd };
  SessionCoordinator.start(SessionWriter.create(options));
}
setTimeout(() => {}, 5000);
process.stdout.write("ready\n");
