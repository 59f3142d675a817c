import fs from "node:fs";
import { type Liveness, probeLiveness } from "../../session/lifecycle/liveness.ts";
import { readOpenMark } from "../../session/writing/open_mark.ts";
import { sessionState } from "../../session/lifecycle/session_state.ts";
import type { SessionPlaceOnDisk } from "./verify_targets.ts";

/**
 * What may still come to a log: a process writes it, or the session is open and waits for its next step, or neither, be it
 * that it has ended or is dead.
 */
export type LogPhase = "recorded" | "waiting" | "over";

/** What a session's log and what was found of its locks say of it. */
export function phaseOf(
  { log_path: logPath, status }: SessionPlaceOnDisk,
  liveness: Liveness,
): LogPhase {
  // A recorder holds its lock before it writes the first event, and until it has stamped the indexes.
  if (liveness === "alive") return "recorded";
  const state = sessionState(logPath, status, liveness);
  if (state !== "running" && state !== "idle") return "over";
  return readOpenMark(logPath) ? "waiting" : "recorded";
}

/** Whether somebody records a session now that nobody recorded, or has since `size` bytes of its open log were read. */
export function isTakenUp(place: SessionPlaceOnDisk, descriptor: number, size: number): boolean {
  // Who comes and goes between the two looks leaves more than there was.
  return phaseOf(place, probeLiveness(place.log_path)) === "recorded" ||
    fs.fstatSync(descriptor).size !== size;
}
