import { constants } from "node:os";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessIdentity, ProcessStat } from "../../runtime/process/process_stat.ts";
import { livingDescendants } from "../../runtime/process/process_tree.ts";
import { signalProcess } from "../../runtime/process/signal_process.ts";

const { SIGTERM, SIGCONT, SIGSTOP, SIGKILL } = constants.signals;
const INTERVAL_MS = 50;
/** Looking may take this share of the time, however many processes there are. */
const DUTY = 0.1;
/** How long an unkillable process (a dead network file system) is waited for. */
const KILL_MS = 3000;
const FREEZE_MS = 50;

/**
 * Ends every process below this one: SIGTERM once to each, and SIGKILL to what is left after `graceMs`. What appears
 * meanwhile is asked once its parent has gone; before, it may be a parent's clean-up. Resolves as soon as none is left, and
 * at the latest 3 s after the grace.
 */
export async function endDescendants(graceMs = 5000): Promise<void> {
  const asked = new Set<string>();
  if (!await repeat(graceMs, (descendants) => ask(descendants, asked))) {
    await repeat(KILL_MS, kill);
  }
}

/** Calls `act` with the descendants until there are none, which is true, or the time is over. */
async function repeat(
  limitMs: number,
  act: (descendants: readonly ProcessStat[]) => void,
): Promise<boolean> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const startedMs = performance.now();
    const descendants = livingDescendants();
    if (descendants.length === 0) return true;
    act(descendants);
    const nowMs = performance.now();
    if (nowMs >= endMs) return false;
    const pauseMs = Math.max(INTERVAL_MS, (nowMs - startedMs) / DUTY);
    await sleep(Math.min(pauseMs, endMs - nowMs));
  }
}

function ask(descendants: readonly ProcessStat[], asked: Set<string>): void {
  const isFirst = asked.size === 0;
  for (const descendant of descendants) {
    const isOurs = isFirst || descendant.parentPid === process.pid;
    if (!isOurs || asked.has(key(descendant))) continue;
    asked.add(key(descendant));
    signalProcess(descendant, SIGTERM);
    // A stopped process hears of it only when it goes on.
    signalProcess(descendant, SIGCONT);
  }
}

/** Stops all of them before any is killed: a parent that is left would start another one, and one that forks never end. */
function kill(descendants: readonly ProcessIdentity[]): void {
  const endMs = performance.now() + FREEZE_MS;
  const stopped = new Map<string, ProcessIdentity>();
  for (let found = descendants; found.length > 0;) {
    for (const descendant of found) {
      stopped.set(key(descendant), descendant);
      signalProcess(descendant, SIGSTOP);
    }
    // Others are waiting for this thread; who is not stopped by now is found by the next call.
    if (performance.now() > endMs) break;
    found = livingDescendants().filter((one) => !stopped.has(key(one)));
  }
  for (const descendant of stopped.values()) signalProcess(descendant, SIGKILL);
}

function key({ pid, startTicks }: ProcessIdentity): string {
  return `${pid} ${startTicks}`;
}
