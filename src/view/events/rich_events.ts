import type { SessionLogEvent } from "../../session/mod.ts";
import { formatDuration } from "../format/duration.ts";
import { type Mark, SESSION_MARKS, STEP_MARKS } from "../format/marks.ts";
import type { Look, Paint } from "../terminal/paint.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { cutText, padText, textWidth } from "../terminal/text_width.ts";
import { clockTimeText, momentText } from "../format/time_text.ts";
import { namesText, nameText, wordsText } from "../format/name_text.ts";

/** How events are shown to a person. */
export interface RichStyle {
  readonly paint: Paint;
  /** Makes recorded output safe, with its colours or without, or leaves it as it is where that is asked for. */
  readonly showOutput: (line: string) => string;
  /** Times to the millisecond, not to the second. */
  readonly timestamps: boolean;
}

const STEP_LOOKS: readonly Look[] = ["cyan", "magenta", "blue", "yellow", "green"];
const MAX_NAME_COLUMNS = 24;
// A log may name more steps than anybody can tell apart by a colour.
const MOST_STEPS = 1000;

/** Writes the events of one session for a person: a line each, with its time and, in a colour of its own, its step. */
export class RichEvents {
  readonly #style: RichStyle;
  readonly #looks = new Map<string, Look>();
  #nameColumns = 0;

  constructor(style: RichStyle) {
    this.#style = style;
  }

  /** The line of an event, safe for a terminal; undefined for what is hidden. */
  line(event: SessionLogEvent): string | undefined {
    const text = this.#text(event);
    if (text === undefined) return undefined;
    const clock = clockTimeText(event.ts);
    const time = this.#style.timestamps ? clock : clock.replace(/\.\d+$/, "");
    return `${this.#style.paint("dim", time)} ${text}`;
  }

  #text(event: SessionLogEvent): string | undefined {
    const { paint, showOutput } = this.#style;
    switch (event.type) {
      case "zig_session_started": {
        const name = paint("bold", `▶ ${nameText(event.workflow_name)}`);
        const day = momentText(event.ts).slice(0, "2026-11-22".length);
        return `${name} ${paint("dim", `${terminalText(event.zig_session_id)}, ${day}`)}`;
      }
      case "tier_started": {
        for (const name of event.step_names) this.#widen(name);
        const names = namesText(event.step_names);
        return paint("dim", `── tier ${event.tier_index + 1} (${names})`);
      }
      case "step_started": {
        const model = event.model === null ? "" : ` ${nameText(event.model)}`;
        const how = event.zag_command === "exec"
          ? "$"
          : `zag ${nameText(event.zag_command)}${model}:`;
        const what = paint("dim", `${how} ${wordsText(event.prompt_preview)}`);
        return this.#stepLine(event.step_name, STEP_MARKS.running, what);
      }
      case "step_output": {
        const bar = event.stream === "stderr" ? paint("red", "│") : paint("dim", "│");
        return `${this.#name(event.step_name)} ${bar} ${showOutput(event.line)}`;
      }
      case "step_completed": {
        const { step_name, exit_code, duration_ms, saved_vars } = event;
        const facts = [
          formatDuration(duration_ms),
          exit_code === 0 ? "" : `exit ${exit_code}`,
          saved_vars.length > 0 ? `saved ${namesText(saved_vars)}` : "",
        ].filter(Boolean).join(", ");
        return this.#stepLine(step_name, STEP_MARKS.completed, paint("dim", facts));
      }
      case "step_failed": {
        const attempt = event.attempt > 1 ? `, attempt ${event.attempt}` : "";
        const why = paint("red", `${wordsText(event.error)}${attempt}`);
        return this.#stepLine(event.step_name, STEP_MARKS.failed, why);
      }
      case "step_skipped": {
        const why = paint("dim", `skipped: ${wordsText(event.reason)}`);
        return this.#stepLine(event.step_name, STEP_MARKS.skipped, why);
      }
      case "heartbeat":
        return undefined;
      case "zig_session_ended": {
        const state = event.status === "success" ? "completed" : "failed";
        const { symbol, look } = SESSION_MARKS[state];
        return paint(look, `${symbol} ${state} after ${formatDuration(event.duration_ms)}`);
      }
    }
  }

  #stepLine(name: string, { symbol, look }: Mark, text: string): string {
    return `${this.#name(name)} ${this.#style.paint(look, symbol)} ${text}`;
  }

  #name(stepName: string): string {
    this.#widen(stepName);
    const shown = padText(cutText(nameText(stepName), MAX_NAME_COLUMNS), this.#nameColumns);
    return this.#style.paint(this.#lookOf(stepName), shown);
  }

  #widen(stepName: string): void {
    const columns = Math.min(textWidth(nameText(stepName)), MAX_NAME_COLUMNS);
    this.#nameColumns = Math.max(this.#nameColumns, columns);
  }

  /** By the order in which the steps come, so that the first few differ. */
  #lookOf(stepName: string): Look {
    let look = this.#looks.get(stepName);
    if (look !== undefined) return look;
    look = STEP_LOOKS[this.#looks.size % STEP_LOOKS.length] ?? "plain";
    if (this.#looks.size < MOST_STEPS) this.#looks.set(stepName, look);
    return look;
  }
}
