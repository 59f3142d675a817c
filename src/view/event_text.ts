import type { SessionLogEvent } from "../session/mod.ts";
import type { Paint } from "./paint.ts";
import { terminalText } from "./terminal_text.ts";

/**
 * An event as `zig listen` shows it, in one line that is safe for a terminal; undefined for what it hides. `showOutput` makes
 * recorded output safe, or leaves it to the terminal where that is asked for.
 */
export function eventText(
  event: SessionLogEvent,
  paint: Paint,
  showOutput: (line: string) => string = terminalText,
): string | undefined {
  switch (event.type) {
    case "zig_session_started": {
      const tiers = `${event.tier_count} tier${event.tier_count === 1 ? "" : "s"}`;
      const name = terminalText(event.workflow_name);
      return paint("bold", `▶ zig session started: ${name} (${tiers})`);
    }
    case "tier_started":
      return paint("dim", `── tier ${event.tier_index + 1} (${listText(event.step_names)})`);
    case "step_started": {
      const model = event.model === null ? "" : ` model=${terminalText(event.model)}`;
      const session = terminalText(event.zag_session_id);
      const how = `zag ${terminalText(event.zag_command)}${model}, session=${session}`;
      return paint("dim", `  running step '${terminalText(event.step_name)}' (${how})...`);
    }
    case "step_output": {
      const look = event.stream === "stderr" ? "red" : "dim";
      return `${paint(look, `[${terminalText(event.step_name)}]`)} ${showOutput(event.line)}`;
    }
    case "step_completed": {
      const { step_name, duration_ms, saved_vars } = event;
      const saved = saved_vars.length > 0 ? ` (saved: ${listText(saved_vars)})` : "";
      return paint("green", `  completed '${terminalText(step_name)}' in ${duration_ms}ms${saved}`);
    }
    case "step_failed": {
      const name = terminalText(event.step_name), error = terminalText(event.error);
      return paint("red", `  step '${name}' failed (attempt ${event.attempt}): ${error}`);
    }
    case "step_skipped": {
      const name = terminalText(event.step_name), reason = terminalText(event.reason);
      return paint("dim", `  skipping '${name}' (${reason})`);
    }
    case "heartbeat":
      return undefined;
    case "zig_session_ended": {
      const [look, word] = event.status === "success"
        ? ["green", "Success"] as const
        : ["red", "Failure"] as const;
      return paint(look, `■ zig session ended (${word}) in ${event.duration_ms}ms`);
    }
  }
}

/** Each name by itself, so that none can draw over another. */
function listText(names: readonly string[]): string {
  return names.map(terminalText).join(", ");
}
