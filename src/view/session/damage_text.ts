import type { Damage } from "../../session/outline/session_outline.ts";

/** Says that, and where, a log is damaged. What is whole around a damage is shown. */
export function damageText({ lines, first_offset }: Damage): string {
  return lines === 1
    ? `The log is damaged at byte ${first_offset}; what cannot be read there is left out`
    : `The log is damaged in ${lines} places, the first at byte ${first_offset}; what cannot be read is left out`;
}
