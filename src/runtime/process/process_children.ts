import fs from "node:fs";
import { type ProcessStat, readProcessStat } from "./process_stat.ts";

/** Gives the numbers of a process's children, zombies among them. */
export type ChildrenOf = (stat: ProcessStat) => readonly number[];

/** Whether this kernel lists the children of a process (CONFIG_PROC_CHILDREN). */
export function listsChildren(): boolean {
  return fs.existsSync("/proc/thread-self/children");
}

/**
 * The children of a process as the kernel lists them: the cost is that of the tree, not that of the machine. One may be
 * left out while its siblings are reaped (proc_tid_children(5)).
 */
export function listedChildren({ pid, threadCount }: ProcessStat): number[] {
  // Each thread has a list of its own, and gets its share of the orphans.
  const threads = threadCount === 1 ? [pid] : list(`/proc/${pid}/task`);
  return threads.flatMap((thread) => {
    try {
      const children = fs.readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1");
      return children.split(" ").filter(Boolean).map(Number);
    } catch {
      return [];
    }
  });
}

/** Reads every process of the machine, and returns a function that knows their children as of now. */
export function scannedChildren(): ChildrenOf {
  const stats = new Map<number, ProcessStat>();
  const see = (pid: number) => {
    const stat = readProcessStat(pid);
    if (stat) stats.set(pid, stat);
    else stats.delete(pid);
  };
  for (const name of list("/proc")) if (/^\d+$/.test(name)) see(Number(name));
  // Whose parent ended between the two reads has been adopted by another.
  for (const { pid, parentPid } of [...stats.values()]) if (!stats.has(parentPid)) see(pid);
  const children = new Map<number, number[]>();
  for (const { pid, parentPid } of stats.values()) {
    const siblings = children.get(parentPid);
    if (siblings) siblings.push(pid);
    else children.set(parentPid, [pid]);
  }
  return ({ pid }) => children.get(pid) ?? [];
}

/** Empty where the process has gone, or there is no /proc. */
function list(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}
