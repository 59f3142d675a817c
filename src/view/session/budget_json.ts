import type { StepCauses } from "../../inspect/causes/find_causes.ts";
import { failingSteps, outputCommand } from "./budget_text.ts";
import { chooseCauses } from "./cause_text.ts";
import { jsonText } from "../terminal/json_text.ts";
import { lastAttemptTail } from "./outline/last_attempt.ts";
import type { SessionSummary } from "./session_summary.ts";

/**
 * What {@link budgetText} tells, as one JSON object in at most `bytes` bytes: its names stay. `seq` are the numbers of the
 * log's events, from which `events --after-seq` goes on. Where not even the verdict fits, `{}`.
 */
export function budgetJson(
  summary: SessionSummary,
  causes: ReadonlyMap<string, StepCauses>,
  bytes: number,
): string {
  // Quotes and names take room too: so much less text is chosen, and then fewer steps, until the whole fits.
  let steps = Math.min(failingSteps(summary).length, Math.ceil(bytes / LEAST_STEP_BYTES));
  for (let room = bytes;; room = Math.floor(room * 0.8)) {
    const text = `${jsonText(budgetObject(summary, causes, { room, steps }))}\n`;
    if (Buffer.byteLength(text) <= bytes) return text;
    if (steps === 0) break;
    if (room >= steps * LEAST_STEP_ROOM) continue;
    steps = Math.floor(steps / 2);
    room = bytes;
  }
  const { zig_session_id } = summary.entry;
  const short = `${jsonText({ zig_session_id, state: summary.state })}\n`;
  return Buffer.byteLength(short) <= bytes ? short : "{}\n".slice(0, bytes);
}

/** What a step takes at least in JSON; and below so much room for its lines fewer steps tell more. */
const LEAST_STEP_BYTES = 250, LEAST_STEP_ROOM = 100;
const NAME_CHARS = 200, WORDS_CHARS = 300;

function budgetObject(
  summary: SessionSummary,
  causes: ReadonlyMap<string, StepCauses>,
  { room, steps }: { readonly room: number; readonly steps: number },
): object {
  const { entry, state, durationMs, outline } = summary;
  const failing = failingSteps(summary), listed = failing.slice(0, steps);
  return {
    zig_session_id: entry.zig_session_id,
    workflow_name: cut(entry.workflow_name, NAME_CHARS),
    state,
    duration_ms: durationMs,
    steps: outline.steps.length,
    damaged_lines: outline.damage.lines,
    failing_steps: listed.map((step) => {
      const found = causes.get(step.step_name);
      const { groups, tail } = chooseCauses(
        found?.spots ?? [],
        lastAttemptTail(step, found),
        room / listed.length,
      );
      const shown = groups.flat().length + tail.length;
      return {
        step_name: cut(step.step_name, NAME_CHARS),
        status: step.status,
        command: cut(step.prompt_preview, WORDS_CHARS),
        exit_code: step.exit_code,
        error: cut(step.error, WORDS_CHARS),
        attempts: step.attempts,
        causes: groups.map((lines) => ({
          first_seq: lines[0]?.seq ?? null,
          last_seq: lines.at(-1)?.seq ?? null,
          lines: lines.map(({ seq, stream, speaker, text }) => ({
            seq,
            stream,
            line: speaker + text,
          })),
        })),
        tail: tail.map(({ seq, stream, line }) => ({ seq, stream, line })),
        output_lines: found?.lines ?? 0,
        omitted_lines: Math.max(0, (found?.lines ?? 0) - shown),
        ...(step.omitted_lines > 0 && { left_out_lines: step.omitted_lines }),
      };
    }),
    omitted_failing_steps: failing.length - listed.length,
    more: outputCommand(summary, failing),
  };
}

function cut<Text extends string | null>(text: Text, chars: number): Text | string {
  return text === null || text.length <= chars ? text : `${text.slice(0, chars).toWellFormed()}…`;
}
