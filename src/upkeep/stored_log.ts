import fs from "node:fs";
import { reasonOf } from "../storage/errors.ts";
import { lockWithin } from "../storage/lock_file.ts";
import { openPrivateFile } from "../storage/private/open_private.ts";
import { obstacleAt } from "./verify/verify_log.ts";
import type { SessionPlaceOnDisk } from "./verify/verify_targets.ts";

/** Why a log was not touched: it is not there, or must not be changed now. */
export type Untouched =
  | { readonly outcome: "missing" }
  | { readonly outcome: "left_alone"; readonly live: boolean; readonly reason: string };

const LOCK_WAIT_MS = 5000;

/** Runs `work` on the open log of a session, with `write` under its lock. */
export function withStoredLog<T>(
  { log_path }: SessionPlaceOnDisk,
  write: boolean,
  work: (descriptor: number) => T,
): T | Untouched {
  const obstacle = obstacleAt(log_path);
  if (obstacle?.kind === "log_missing") return { outcome: "missing" };
  if (obstacle?.kind === "not_a_file") return leftAlone(`it is no file but a ${obstacle.found}`);
  let descriptor: number;
  try {
    descriptor = openPrivateFile(log_path, "read");
  } catch (error) {
    return leftAlone(reasonOf(error));
  }
  try {
    if (write && !lockWithin(descriptor, LOCK_WAIT_MS)) {
      return leftAlone("another process has it locked", true);
    }
    return work(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** A log that must not be changed, and why; `live` while somebody records to it. */
export function leftAlone(reason: string, live = false): Untouched {
  return { outcome: "left_alone", live, reason };
}

/** Whether another file stands at the path by now, such as after a repair: our lock was on the one that stood there before. */
export function hasBeenReplaced(descriptor: number, path: string): boolean {
  const ours = fs.fstatSync(descriptor), atPath = fs.statSync(path, { throwIfNoEntry: false });
  return atPath?.ino !== ours.ino || atPath.dev !== ours.dev;
}
