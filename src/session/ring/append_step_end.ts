import type { SessionEventKind } from "../event.ts";
import type { SessionLog } from "../writing/session_log.ts";
import type { StepTail } from "./held_lines.ts";
import { gapFields } from "./omitted.ts";

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
  const { batches, omitted } = tail;
  log.appendBehind(batches, (firstSeq) => {
    const before = batches.length > 0 ? firstSeq : undefined;
    return omitted.lines > 0 ? { ...kind, ...gapFields({ ...omitted, before }) } : kind;
  });
}
