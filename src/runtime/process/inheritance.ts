import fs from "node:fs";
import process from "node:process";
import { bun } from "../ffi/bun.ts";
import { openLibc } from "../ffi/libc.ts";

/**
 * The descriptors above 2 that we were started with and that Bun has marked close-on-exec (a make jobserver, a shell's
 * `<(…)`). Empty on Deno, which leaves them alone. Its own ones are close-on-exec event queues and timers, which it
 * opens as `anon_inode`; nothing else of ours may be listed, so this is first called before a log or a pipe is open.
 */
export function inheritedDescriptors(): readonly number[] {
  return found ??= bun ? scan() : [];
}
let found: readonly number[] | undefined;

/**
 * Gives back the soft limit of open files that we were started with: both runtimes raise it to the hard limit for
 * themselves, and a command that sizes tables by it, or uses `select`, would see the difference. The limit is read
 * from our parent, which nearly always has the one that it gave us; where the hard limits differ, it gave us another.
 */
export function restoreDescriptorLimit(): void {
  // Not prlimit64, which musl dropped in 1.2.4: everything is 64 bits wide on the machines that we run on.
  const { prlimit } = openLibc({
    prlimit: { args: ["i32", "i32", "buffer", "buffer"], returns: "i32" },
  });
  const parent = new BigUint64Array(2), own = new BigUint64Array(2);
  // 0, as for the first process of a container, would mean ourselves.
  if (process.ppid === 0 || prlimit(process.ppid, RLIMIT_NOFILE, null, parent) !== 0) return;
  if (prlimit(0, RLIMIT_NOFILE, null, own) !== 0) return;
  const [parentSoft = 0n, parentHard = 0n] = parent, [ownSoft = 0n, hard = 0n] = own;
  if (parentHard === hard && parentSoft < ownSoft) {
    prlimit(0, RLIMIT_NOFILE, new BigUint64Array([parentSoft, hard]), null);
  }
}
// From <sys/resource.h> of Linux.
const RLIMIT_NOFILE = 7;

/** The last `count` of our arguments as the bytes that we were given, which `process.argv` has decoded. */
export function argumentBytes(count: number): Uint8Array[] {
  const line = fs.readFileSync("/proc/self/cmdline");
  const words: Uint8Array[] = [];
  for (let start = 0; start < line.length;) {
    const end = line.indexOf(0, start);
    words.push(line.subarray(start, end));
    start = end + 1;
  }
  return words.slice(words.length - count);
}

/** Our environment as the bytes that we were given, `NAME=value` each; empty where the system does not tell. */
export function environmentBytes(): Buffer[] {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync("/proc/self/environ");
  } catch {
    return [];
  }
  const entries: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0, start);
    entries.push(bytes.subarray(start, end < 0 ? bytes.length : end));
    start = end < 0 ? bytes.length : end + 1;
  }
  return entries;
}

/** All descriptors that are open now, and the one that they were listed with; none where the system does not tell. */
export function openDescriptors(): number[] {
  return listDescriptors().map(Number);
}

function scan(): number[] {
  return openDescriptors().filter((descriptor) => {
    if (descriptor <= 2) return false;
    try {
      return !fs.readlinkSync(`/proc/self/fd/${descriptor}`).startsWith("anon_inode:");
    } catch {
      // The one that listed the folder is gone by now.
      return false;
    }
  });
}

function listDescriptors(): string[] {
  try {
    return fs.readdirSync("/proc/self/fd");
  } catch {
    // No /proc, or no descriptor left to list it with.
    return [];
  }
}
