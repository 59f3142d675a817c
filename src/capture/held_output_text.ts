import type { HeldOutput } from "./streams/hand_over.ts";

const MOST_NAMES = 3;

/** Who still holds the output of a command that has ended, and what happens to what they write. */
export function heldOutputText({ holders, isPassedOn }: HeldOutput): string {
  const names = holders.slice(0, MOST_NAMES).map(({ pid, name }) => `${name} (pid ${pid})`);
  const more = holders.length - names.length;
  if (more > 0) names.push(`${more} more`);
  const who = names.length === 0 ? "another process" : names.join(", ");
  const verb = holders.length > 1 ? "hold" : "holds";
  const fate = isPassedOn ? "passed on, not recorded" : "closed";
  return `${who} still ${verb} the output open: ${fate}`;
}
