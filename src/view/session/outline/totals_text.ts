import type { OutlinedStep } from "../../../session/outline/step_outline.ts";

/** How many steps ended how, the usual first: "118 passed, 2 failed, 1 skipped". */
export function totalsText(steps: readonly OutlinedStep[]): string {
  const counts = new Map<string, number>(ORDER.map((word) => [word, 0]));
  for (const step of steps) {
    const word = wordOf(step);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].flatMap(([word, count]) => count > 0 ? [`${count} ${word}`] : []).join(", ");
}

const ORDER = [
  "passed",
  "failed",
  "allowed to fail",
  "crashed",
  "unfinished",
  "skipped",
  "running",
  "pending",
  "not run",
];

function wordOf({ status, failure_allowed }: OutlinedStep): string {
  switch (status) {
    case "completed":
      return "passed";
    case "failed":
      return failure_allowed ? "allowed to fail" : "failed";
    case "dead":
      return "crashed";
    case "not_run":
      return "not run";
    default:
      return status;
  }
}
