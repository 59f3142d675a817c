import type { SessionLogEvent } from "../../../src/session/mod.ts";

/** A log as a reader tells it: what came in which order, and what each step did. */
export interface Story {
  /** Session and tier events, and `(steps)` where steps ran. */
  readonly order: string[];
  readonly steps: Record<string, string[]>;
}

/** Tells a log without times, ids and heartbeats; steps that run in `parallel` may come in any order. */
export function storyOf(
  events: readonly SessionLogEvent[],
  { parallel = [] }: { readonly parallel?: readonly string[] } = {},
): Story {
  const order: string[] = [];
  const steps: Record<string, string[]> = {};
  for (const event of events) {
    if (event.type === "heartbeat") continue;
    if ("step_name" in event && event.type !== "step_skipped") {
      const { step_name: name } = event;
      (steps[name] ??= []).push(stepText(event));
      const mark = parallel.includes(name) ? `(${parallel.join(", ")})` : `(${name})`;
      if (order.at(-1) !== mark) order.push(mark);
    } else order.push(sessionText(event));
  }
  return { order, steps };
}

function sessionText(event: SessionLogEvent): string {
  switch (event.type) {
    case "zig_session_started": {
      const open = "open" in event ? " open" : "";
      return `${event.type} ${event.workflow_name} tiers=${event.tier_count}${open}`;
    }
    case "tier_started":
      return `${event.type} ${event.tier_index} ${event.step_names}`;
    case "step_skipped":
      return `${event.type} ${event.step_name}: ${event.reason}`;
    case "zig_session_ended":
      return `${event.type} ${event.status}`;
    default:
      return event.type;
  }
}

function stepText(event: SessionLogEvent): string {
  switch (event.type) {
    case "step_started":
      return `started tier=${event.tier_index} ${event.zag_command} \`${event.prompt_preview}\``;
    case "step_output":
      return `${event.stream} ${event.line}`;
    case "step_completed":
      return `completed ${event.exit_code}`;
    case "step_failed": {
      const retrying = "retrying" in event ? " (retrying)" : "";
      return `failed ${event.exit_code} attempt=${event.attempt}: ${event.error}${retrying}`;
    }
    default:
      return event.type;
  }
}
