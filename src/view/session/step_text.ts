import type { OutlinedStep } from "../../session/outline/step_outline.ts";
import { nameText, wordsText } from "../format/name_text.ts";

/** The name of a step, safe for a terminal. */
export function stepNameText({ step_name }: Pick<OutlinedStep, "step_name">): string {
  return nameText(step_name);
}

/** What became of a step, in a few words, safe for a terminal; empty for one that simply completed. */
export function outcomeText(step: OutlinedStep): string {
  switch (step.status) {
    case "failed":
      return failureText(step);
    case "completed": {
      const code = step.exit_code === 0 ? "" : `exit ${step.exit_code}`;
      const tries = step.attempts > 1 ? `at attempt ${step.attempts}` : "";
      return [code, tries].filter(Boolean).join(", ");
    }
    case "skipped":
      return `skipped: ${wordsText(step.reason ?? "")}`;
    case "running":
      return step.attempts > 1 ? `running, attempt ${step.attempts}` : "running";
    case "not_run":
      return "not run";
    case "dead":
      return "crashed: the recorder stopped without finishing";
    case "pending":
    case "unfinished":
      return step.status;
  }
}

/** Such as "exit 143, 2 attempts: killed by SIGTERM"; the code is not said twice. */
function failureText({ exit_code, attempts, error, failure_allowed }: OutlinedStep): string {
  const said = error?.split(/\W+/).includes(String(exit_code));
  const facts = [
    failure_allowed ? "allowed to fail" : "",
    exit_code === null || said ? "" : `exit ${exit_code}`,
    attempts > 1 ? `${attempts} attempts` : "",
  ].filter(Boolean).join(", ");
  return [facts, wordsText(error ?? "")].filter(Boolean).join(": ") || "failed";
}
