import type { WorkflowRuns } from "../../inspect/stats/workflow_runs.ts";
import { countText } from "../format/count_text.ts";

/** Says what of the sessions is in no success rate. */
export function excludedTexts(workflows: readonly WorkflowRuns[]): string[] {
  let running = 0, dead = 0;
  for (const workflow of workflows) {
    running += workflow.running;
    dead += workflow.runs.filter(({ state }) => state === "dead").length;
  }
  return [
    running > 0 ? `${countText(running, "running session")} left out` : "",
    dead > 0 ? `${countText(dead, "crashed session")} counted as neither success nor failure` : "",
  ].filter(Boolean);
}
