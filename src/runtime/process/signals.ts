import fs from "node:fs";
import { constants } from "node:os";
import process from "node:process";
import { bun } from "../ffi/bun.ts";
import { openLibc } from "../ffi/libc.ts";

/**
 * The signals that whoever started us had set to be ignored, and that are to stay so. What the runtime ignores for itself
 * counts too. The first call must come before any handler is installed.
 */
export function ignoredSignals(): ReadonlySet<number> {
  return ignoredAtStart ??= readIgnored();
}
let ignoredAtStart: ReadonlySet<number> | undefined;

/** Those of them that {@link onSignals} has taken all the same. */
export function caughtIgnoredSignals(): readonly number[] {
  return [...caught].filter((number) => ignoredSignals().has(number));
}
const caught = new Set<number>();

/**
 * Makes a closed pipe and a reached file size limit errors of the write instead of signals that end us. Both runtimes
 * ignore SIGPIPE by themselves, Bun alone SIGXFSZ. `spawn` and `exec` give a command both at their default.
 */
export function ignoreWriteSignals(): void {
  const { signal } = openLibc({ signal: { args: ["i32", "address"], returns: "address" } });
  for (const number of WRITE_SIGNALS) signal(number, SIG_IGN);
}

/** What a failing write raises: SIGPIPE, and SIGXFSZ, which Node's table leaves out on some systems. */
export const WRITE_SIGNALS: readonly number[] = [constants.signals.SIGPIPE, 25];

/** Whether our process group has the terminal, so that the terminal itself sends Ctrl-C to the command. */
export function isForegroundGroup(): boolean {
  // "pid (name) state ppid pgrp session tty tpgid": the name may hold spaces and parentheses.
  const stat = read("/proc/self/stat");
  if (stat === "") return false;
  const [, , group, , , terminalGroup] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // 0 is no group: qemu's emulation of Linux gives it for both.
  return group === terminalGroup && Number(group) > 0;
}

/**
 * Ends this process by a signal, as the command was, so that a shell loop stops on Ctrl-C and `$?` is the same. Leaves
 * no core file of ours. Returns only where a signal does not end a process.
 */
export function dieBySignal(signal: number): void {
  try {
    const c = openLibc({
      signal: { args: ["i32", "address"], returns: "address" },
      setrlimit: { args: ["i32", "buffer"], returns: "i32" },
      raise: { args: ["i32"], returns: "i32" },
    });
    c.setrlimit(RLIMIT_CORE, new BigUint64Array(2));
    c.signal(signal, SIG_DFL);
    c.raise(signal);
  } catch {
    dieWithoutLibc(signal);
  }
}
// From <sys/resource.h> and <signal.h>.
const RLIMIT_CORE = 4, SIG_DFL = 0n, SIG_IGN = 1n;

/** Without the C library no core file can be forbidden: a signal that leaves one, or that the runtime minds itself, is not sent. */
function dieWithoutLibc(signal: number): void {
  const name = CORELESS.find((one) => constants.signals[one] === signal);
  if (name === undefined) return;
  // Without a listener, the runtime puts back the default.
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}
const CORELESS = [
  "SIGHUP",
  "SIGINT",
  "SIGKILL",
  "SIGUSR1",
  "SIGUSR2",
  "SIGALRM",
  "SIGTERM",
] as const;

/** A signal's name: "SIGTERM", "SIGRTMIN+3", or "signal 99". */
export function signalName(signal: number): string {
  const named = Object.entries(constants.signals).find(([, value]) => value === signal)?.[0];
  if (named !== undefined) return named;
  const first = firstRealTimeSignal();
  return signal >= first && signal <= 64 ? `SIGRTMIN+${signal - first}` : `signal ${signal}`;
}

/** SIGRTMIN, before which each C library keeps some for itself: 34 in glibc, 35 in musl. Infinity where it cannot tell. */
function firstRealTimeSignal(): number {
  try {
    return openLibc({ __libc_current_sigrtmin: { args: [], returns: "i32" } })
      .__libc_current_sigrtmin();
  } catch {
    return Infinity;
  }
}

/**
 * Calls `handler` with the number of each of these signals as it arrives, also of those that were to be ignored: `spawn` gives
 * these to a command as we got them. Returns what undoes it.
 */
export function onSignals(
  names: readonly NodeJS.Signals[],
  handler: (signal: number) => void,
): () => void {
  const ignored = ignoredSignals();
  const listener = (name: NodeJS.Signals) => handler(constants.signals[name]);
  for (const name of names) {
    process.on(name, listener);
    caught.add(constants.signals[name]);
  }
  // Deno's first handler of any signal takes INT, TERM and HUP as well, which a child would then have at their default.
  if (!bun) {
    const { signal } = openLibc({ signal: { args: ["i32", "address"], returns: "address" } });
    for (const number of ignored) if (!caught.has(number)) signal(number, SIG_IGN);
  }
  return () => {
    for (const name of names) process.off(name, listener);
  };
}
function readIgnored(): ReadonlySet<number> {
  const [, mask = ""] = /^SigIgn:\s*([0-9a-f]+)/m.exec(read("/proc/self/status")) ?? [];
  const ignored = new Set<number>();
  // Signal 1 is the lowest bit of the last digit.
  for (let at = mask.length - 1, lowest = 1; at >= 0; at--, lowest += 4) {
    const digit = Number.parseInt(mask.charAt(at), 16);
    for (let bit = 0; bit < 4; bit++) if (digit & 1 << bit) ignored.add(lowest + bit);
  }
  return ignored;
}

/** Empty where there is no /proc, or no permission for it: nothing is known then. */
function read(path: string): string {
  try {
    return fs.readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
