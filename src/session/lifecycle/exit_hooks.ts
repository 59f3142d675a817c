import { constants } from "node:os";
import process from "node:process";
import { ignoredSignals } from "../../runtime/process/signals.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What is to be done on the way out: one set and one listener a way, however many sessions a program has. */
const finalizers = new Set<() => void>();
const signalFinalizers = new Set<() => void>();

/**
 * Calls `finalize` synchronously on whichever way this program ends: its end, an exit call, an uncaught error, an unhandled
 * rejection, and with `signals` also those that end a process, of which it then dies. Returns what undoes it, which
 * `finalize` is to call.
 */
export function onEveryWayOut(finalize: () => void, signals: boolean): () => void {
  if (finalizers.size === 0) listenForExit();
  finalizers.add(finalize);
  if (signals) {
    if (signalFinalizers.size === 0) listenForSignals();
    signalFinalizers.add(finalize);
  }
  return () => {
    finalizers.delete(finalize);
    if (finalizers.size === 0) stopListeningForExit();
    if (signalFinalizers.delete(finalize) && signalFinalizers.size === 0) stopListeningForSignals();
  };
}

function finalizeAll(): void {
  for (const finalize of [...finalizers]) finalize();
}

function listenForExit(): void {
  process.on("exit", finalizeAll);
  // Deno.exit fires `unload` alone, and an uncaught error neither it nor "exit". On Bun, "exit" fires for all of them.
  if (!("Deno" in globalThis)) return;
  globalThis.addEventListener("unload", finalizeAll);
  globalThis.addEventListener("error", onUncaught);
  globalThis.addEventListener("unhandledrejection", onUncaught);
}

function stopListeningForExit(): void {
  process.off("exit", finalizeAll);
  if (!("Deno" in globalThis)) return;
  globalThis.removeEventListener("unload", finalizeAll);
  globalThis.removeEventListener("error", onUncaught);
  globalThis.removeEventListener("unhandledrejection", onUncaught);
}

/** A program that handles what nobody caught goes on. */
function onUncaught(event: Event): void {
  const name = event.type === "error" ? "uncaughtException" : "unhandledRejection";
  if (!event.defaultPrevented && process.listenerCount(name) === 0) finalizeAll();
}

function listenForSignals(): void {
  // What is ignored, as under nohup, does not end this program.
  const ignored = ignoredSignals();
  for (const name of SIGNALS) if (!ignored.has(constants.signals[name])) process.on(name, onSignal);
}

function stopListeningForSignals(): void {
  for (const name of SIGNALS) process.off(name, onSignal);
}

/** A program with a handler of its own decides itself whether it ends; if so, the other ways see it. */
function onSignal(name: NodeJS.Signals): void {
  if (process.listenerCount(name) > 1) return;
  finalizeAll();
  stopListeningForSignals();
  process.kill(process.pid, name);
}
