import process from "node:process";
import { runWithRetries } from "../../../../src/capture/process/retry.ts";
import { SignalForwarding } from "../../../../src/capture/process/signal_forwarding.ts";

// Runs something that always fails, and says so, with a pause between attempts; at the end it says what came of it.
const [retries = "", retryDelayMs = ""] = process.argv.slice(2);
const say = (what: unknown) =>
  new Promise<void>((resolve) =>
    process.stdout.write(`${JSON.stringify(what)}\n`, () => resolve())
  );
const last = await runWithRetries(
  async () => {
    await say("attempt");
    return { code: 1 };
  },
  { retries: Number(retries), retryDelayMs: Number(retryDelayMs) },
  new SignalForwarding(),
  () => {},
);
await say(last);
process.exit(0);
