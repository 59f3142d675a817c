import { constants } from "node:os";
import process from "node:process";
import { ignoredSignals } from "../runtime/signals.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Calls `finalize` once, synchronously, on whichever way this program ends: its end, an exit call, an uncaught error, an
 * unhandled rejection, and with `signals` also those that end a process, of which it then dies. Returns what undoes it.
 */
export function onEveryWayOut(finalize: () => void, signals: boolean): () => void {
  const onSignal = (name: NodeJS.Signals) => {
    // A program with a handler of its own decides itself whether it ends; if so, the other hooks see it.
    if (process.listenerCount(name) > 1) return;
    finalize();
    remove();
    process.kill(process.pid, name);
  };
  // What is ignored, as under nohup, does not end this program.
  const ignored = signals ? ignoredSignals() : new Set();
  const handled = signals ? SIGNALS.filter((name) => !ignored.has(constants.signals[name])) : [];
  // Deno: `unload` alone fires on Deno.exit, and an uncaught error fires neither it nor "exit". Bun has `exit` for all.
  const events = ["unload", "error", "unhandledrejection"] as const;
  const remove = () => {
    process.off("exit", finalize);
    for (const event of events) globalThis.removeEventListener?.(event, finalize);
    for (const name of handled) process.off(name, onSignal);
  };
  process.on("exit", finalize);
  if ("Deno" in globalThis) {
    for (const event of events) globalThis.addEventListener(event, finalize);
  }
  for (const name of handled) process.on(name, onSignal);
  return remove;
}
