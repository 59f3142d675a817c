import fs from "node:fs";
import process from "node:process";

/** A process that can write to a stream. */
export interface StreamHolder {
  readonly pid: number;
  /** What the kernel calls it: the file's name, 15 bytes of it. */
  readonly name: string;
}

/**
 * What `/proc` shows as the target of a descriptor, such as `pipe:[4711]`, and of a terminal's master as that of the command's
 * side; undefined when it does not.
 */
export function shownTarget(descriptor: number): string | undefined {
  return targetOf("self", descriptor);
}

/**
 * The processes, but for this one, that can write to one of these targets (see {@link shownTarget}), oldest first. For one whose
 * words `isRelay` knows, those are named that can write to its stdin. Others' processes cannot be looked into.
 */
export function streamHolders(
  targets: readonly string[],
  isRelay: (words: readonly string[]) => boolean,
): StreamHolder[] {
  const openings = openStreams();
  const holders = new Set<number>(), queue = new Set(targets);
  // A set, which can be added to while it is gone through.
  for (const target of queue) {
    for (const opening of openings.get(target) ?? []) {
      if (!canWrite(opening)) continue;
      const source = isRelay(wordsOf(opening.pid)) ? targetOf(opening.pid, 0) : undefined;
      if (source === undefined) holders.add(opening.pid);
      else queue.add(source);
    }
  }
  // Who has gone meanwhile has no name any more, and holds nothing.
  return [...holders].sort((a, b) => a - b).map((pid) => ({ pid, name: nameOf(pid) }))
    .filter(({ name }) => name !== "");
}

/** A descriptor of a process. */
interface Opening {
  readonly pid: number;
  readonly descriptor: string;
}

/** Who has which pipe or terminal open. */
function openStreams(): Map<string, Opening[]> {
  const openings = new Map<string, Opening[]>();
  for (const pid of list("/proc").map(Number)) {
    if (!(pid > 0) || pid === process.pid) continue;
    for (const descriptor of list(`/proc/${pid}/fd`)) {
      const target = linkOf(`/proc/${pid}/fd/${descriptor}`);
      if (!target?.startsWith("pipe:") && !target?.startsWith("/dev/pts/")) continue;
      const known = openings.get(target), opening = { pid, descriptor };
      if (known) known.push(opening);
      else openings.set(target, [opening]);
    }
  }
  return openings;
}

// O_ACCMODE of <fcntl.h>; O_RDONLY is 0.
const ACCESS_MODE = 3;

function canWrite({ pid, descriptor }: Opening): boolean {
  const [, flags = "0"] = /^flags:\s*(\d+)/m.exec(descriptorInfo(pid, descriptor)) ?? [];
  return (parseInt(flags, 8) & ACCESS_MODE) !== 0;
}

/** What a process's descriptor shows as to those who write there: of a terminal's master, the command's side. */
function targetOf(process: number | "self", descriptor: number): string | undefined {
  const [, terminal] = /^tty-index:\s*(\d+)/m.exec(descriptorInfo(process, descriptor)) ?? [];
  return terminal === undefined
    ? linkOf(`/proc/${process}/fd/${descriptor}`)
    : `/dev/pts/${terminal}`;
}

function descriptorInfo(process: number | "self", descriptor: number | string): string {
  return read(`/proc/${process}/fdinfo/${descriptor}`);
}

function wordsOf(pid: number): string[] {
  return read(`/proc/${pid}/cmdline`).split("\0").slice(0, -1);
}

function nameOf(pid: number): string {
  return read(`/proc/${pid}/comm`).trimEnd();
}

function list(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string | undefined {
  try {
    return fs.readlinkSync(path);
  } catch {
    return undefined;
  }
}

function read(path: string): string {
  try {
    return fs.readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
