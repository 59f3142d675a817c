import fs from "node:fs";
import { heldLiveNumbers } from "../../session/lifecycle/liveness.ts";
import { recorderOf } from "../../session/writing/step_event.ts";
import type { LogPhase } from "./verify_phase.ts";
import { type LogScan, scanLog } from "./verify_scan.ts";
import type { SessionPlaceOnDisk } from "./verify_targets.ts";

/** A log as it was found, and the numbers of the `.live` files of those who recorded its steps then. */
export interface HeldLogScan {
  readonly scan: LogScan;
  readonly held: ReadonlySet<number>;
}

/**
 * Scans an open log, to which others write unless its session is over. The recorder of a step that has begun before the look
 * at the locks holds one, or has written the step's end by then, or is dead; a step that has begun since counts as held, so
 * that none is called dead that is not. Throws the system's error.
 */
export function scanWithHolders(
  descriptor: number,
  { log_path, zig_session_id }: SessionPlaceOnDisk,
  phase: LogPhase,
): HeldLogScan {
  if (phase === "over") {
    const { size } = fs.fstatSync(descriptor);
    return { scan: scanLog(descriptor, size, zig_session_id, undefined, true), held: new Set() };
  }
  const sizeBefore = fs.fstatSync(descriptor).size;
  const held = new Set(heldLiveNumbers(log_path));
  const { size } = fs.fstatSync(descriptor);
  const scan = scanLog(descriptor, size, zig_session_id, ({ offset, bytes }, { kept }) => {
    if (offset + bytes <= sizeBefore) return;
    for (const { event } of kept) {
      const recorder = event.type === "step_started" ? recorderOf(event) : undefined;
      if (recorder !== undefined) held.add(recorder);
    }
  }, true);
  return { scan, held };
}
