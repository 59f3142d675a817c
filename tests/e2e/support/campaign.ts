import process from "node:process";

/** Whether long campaigns run whole (`deno task stress`) or a tenth of them. */
export const WHOLE_CAMPAIGNS = process.env["ZIG_SESSION_STRESS"] === "1";

/** How many rounds of a campaign to run: all, or a tenth, at least one. */
export function rounds(whole: number): number {
  return WHOLE_CAMPAIGNS ? whole : Math.max(1, Math.round(whole / 10));
}

/** Prints a figure among the test's output. */
export function report(text: string): void {
  process.stdout.write(`  ${text}\n`);
}
