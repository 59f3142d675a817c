import type { Damage } from "../session/session_outline.ts";

/** Says that, and where, a log has lines that are no events. */
export function damageText({ lines, first_offset }: Damage): string {
  return lines === 1
    ? `1 line of the log, at byte ${first_offset}, cannot be read and is left out`
    : `${lines} lines of the log, the first at byte ${first_offset}, cannot be read and are left out`;
}
