import type { SessionEventKind } from "../event.ts";
import type { SessionLog } from "../writing/session_log.ts";
import type { StepTail } from "./held_lines.ts";
import { omissionFields } from "./omission.ts";

/** Appends what ends a step, or an attempt at it; a tail in the same write before it. Throws StorageError. */
export function appendStepEnd(
  log: SessionLog,
  kind: SessionEventKind,
  tail: StepTail | undefined,
): void {
  if (!tail) {
    log.append(kind);
    return;
  }
  const { batches, leftOut } = tail;
  log.appendBehind(batches, (firstSeq) => {
    const before = batches.length > 0 ? firstSeq : undefined;
    return leftOut.lines > 0 ? { ...kind, ...omissionFields({ ...leftOut, before }) } : kind;
  });
}
