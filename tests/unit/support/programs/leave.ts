import process from "node:process";
import { exitNow } from "../../../../src/runtime/process/exit.ts";
import { SessionCoordinator, SessionWriter } from "../../../../src/session/mod.ts";

// Leaves in the named way; with a home and a folder while it looks after a session, without them as a bare program would.
const [way = "", home, cwd = ""] = process.argv.slice(2);

function startSession(): SessionCoordinator | undefined {
  if (home === undefined) return undefined;
  const options = { workflow_name: "leave", workflow_path: "/home/ada/leave.ts", home, cwd };
  return SessionCoordinator.start(SessionWriter.create(options));
}

function raise(): never {
  throw new Error("on purpose");
}

const waysOut: Record<string, () => unknown> = {
  "uncaught exception": () => setTimeout(raise, 1),
  "exception in main": raise,
  "unhandled rejection": () => void Promise.reject(new Error("on purpose")),
  "rejection of main": () => Promise.reject(new Error("on purpose")),
  "Deno.exit": () => (globalThis as { Deno?: { exit(code: number): void } }).Deno?.exit(7),
  "process.exit": () => process.exit(7),
  "exitNow": () => exitNow(7),
  "exit code and end of main": () => process.exitCode = 3,
  "end of main": () => {},
  // The test sends a signal as soon as it has heard of us; the timer only ends what was forgotten.
  "signal": () => {
    setTimeout(() => {}, 30_000);
    process.stdout.write("ready\n");
  },
};

if (way === "using") {
  using _coordinator = startSession();
} else if (way === "using and exception") {
  using _coordinator = startSession();
  raise();
} else if (way === "finish twice") {
  const coordinator = startSession();
  coordinator?.finish("success");
  coordinator?.finish("failure");
  coordinator?.[Symbol.dispose]();
} else {
  startSession();
  await waysOut[way]?.();
}
