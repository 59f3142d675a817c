import type { SessionLogEvent } from "../../session/mod.ts";
import type { Paint } from "../terminal/paint.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { namesText, nameText, wordsText } from "../format/name_text.ts";

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
      const name = nameText(event.workflow_name);
      return paint("bold", `▶ zig session started: ${name} (${tiers})`);
    }
    case "tier_started":
      return paint("dim", `── tier ${event.tier_index + 1} (${namesText(event.step_names)})`);
    case "step_started": {
      const model = event.model === null ? "" : ` model=${nameText(event.model)}`;
      const session = nameText(event.zag_session_id);
      const how = `zag ${nameText(event.zag_command)}${model}, session=${session}`;
      return paint("dim", `  running step '${nameText(event.step_name)}' (${how})...`);
    }
    case "step_output": {
      const look = event.stream === "stderr" ? "red" : "dim";
      return `${paint(look, `[${nameText(event.step_name)}]`)} ${showOutput(event.line)}`;
    }
    case "step_completed": {
      const { step_name, duration_ms, saved_vars } = event;
      const saved = saved_vars.length > 0 ? ` (saved: ${namesText(saved_vars)})` : "";
      return paint("green", `  completed '${nameText(step_name)}' in ${duration_ms}ms${saved}`);
    }
    case "step_failed": {
      const name = nameText(event.step_name), error = wordsText(event.error);
      return paint("red", `  step '${name}' failed (attempt ${event.attempt}): ${error}`);
    }
    case "step_skipped": {
      const name = nameText(event.step_name), reason = wordsText(event.reason);
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
