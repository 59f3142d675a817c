import process from "node:process";
import { openLibc } from "../ffi/libc.ts";
import {
  type ChildrenOf,
  listedChildren,
  listsChildren,
  scannedChildren,
} from "./process_children.ts";
import { type ProcessStat, readProcessStat } from "./process_stat.ts";

/**
 * Makes this process the parent of every descendant whose own parent ends, so that none leaves the tree, also by
 * `setsid`. To be called before the command is spawned: what is below us by then is none of its descendants. Where the
 * system cannot do it, nothing happens.
 */
export function adoptOrphans(): void {
  // A shell that became us by `exec` may have left us its background jobs.
  const inherited = walk(listsChildren() ? listedChildren : scannedChildren());
  notOurs = new Map(inherited.map(({ pid, startTicks }) => [pid, startTicks]));
  try {
    const { prctl } = openLibc({
      prctl: { args: ["i32", "i64", "i64", "i64", "i64"], returns: "i32" },
    });
    prctl(PR_SET_CHILD_SUBREAPER, 1n, 0n, 0n, 0n);
  } catch {
    // No such call: orphans go to init then, and only what stays below us is found.
  }
}
// From <sys/prctl.h>.
const PR_SET_CHILD_SUBREAPER = 36;
/** By process id, when it started. */
let notOurs: Map<number, string> = new Map();

/** A child that is part of us, and none of the descendants. */
export function leaveOut(pid: number): void {
  const stat = readProcessStat(pid);
  if (stat) notOurs.set(pid, stat.startTicks);
}

/**
 * All living processes below this one, parents before their children, but for those that were there before
 * {@link adoptOrphans}. Where the kernel lists children, none is found only when there is none: one that forks and ends
 * all the time does not slip through.
 */
export function livingDescendants(): ProcessStat[] {
  return walk(listsChildren() ? listedChildren : scannedChildren());
}

function walk(childrenOf: ChildrenOf): ProcessStat[] {
  const self = readProcessStat(process.pid);
  if (!self) return [];
  const seen = new Set<number>();
  for (let round = 1;; round++) {
    const children = childrenOf(self).filter((child) => !seen.has(child));
    // Whoever ended before it was looked at may have left us its children. Nothing is reaped during this call, so that
    // when no child has come since, all of them had ended.
    if (children.length === 0) return [];
    const living = below(children, childrenOf, seen);
    if (living.length > 0) return living;
    // One forks and ends faster than we look: what is returned may have ended, and says that there is more.
    if (round === ROUNDS) return children.flatMap((child) => readProcessStat(child) ?? []);
  }
}
const ROUNDS = 4;

/** The living ones among these processes and all below them; `seen` gets the number of each. */
function below(
  pids: readonly number[],
  childrenOf: ChildrenOf,
  seen: Set<number>,
): ProcessStat[] {
  const living: ProcessStat[] = [];
  // A set, which can be added to while it is gone through: who is adopted meanwhile turns up a second time.
  const queue = new Set(pids);
  for (const pid of queue) {
    seen.add(pid);
    const stat = readProcessStat(pid);
    if (!stat?.living || notOurs.get(pid) === stat.startTicks) continue;
    living.push(stat);
    for (const child of childrenOf(stat)) queue.add(child);
  }
  return living;
}
