import fs from "node:fs";

/** One process among all that ever had its number: `startTicks` is when it started, in clock ticks since boot. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: string;
}

/** What `/proc/<pid>/stat` says of a process. */
export interface ProcessStat extends ProcessIdentity {
  readonly parentPid: number;
  /** False for a zombie, which only waits to be reaped. */
  readonly living: boolean;
  readonly threadCount: number;
}

/** Reads a process's state from `/proc`; undefined when there is no such process, or it cannot be seen. */
export function readProcessStat(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = fs.readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // proc_pid_stat(5): "pid (name) state ppid …". The name may hold spaces, parentheses and newlines.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, parentPid] = fields, threadCount = Number(fields[17]), startTicks = fields[19];
  if (startTicks === undefined) return undefined;
  // The first thread can end before the others: that shows as a zombie, too, and is none.
  const living = threadCount > 1 || (state !== "Z" && state !== "X");
  return { pid, startTicks, parentPid: Number(parentPid), living, threadCount };
}
