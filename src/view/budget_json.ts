import type { StepCauses } from "../session/causes/find_causes.ts";
import { failingSteps } from "./budget_text.ts";
import { chooseCauses } from "./cause_text.ts";
import { jsonText } from "./json_text.ts";
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
  // Quotes and names take room too: so much less text is chosen until the whole fits.
  for (let room = bytes;; room = Math.floor(room * 0.8)) {
    const text = `${jsonText(budgetObject(summary, causes, room))}\n`;
    if (Buffer.byteLength(text) <= bytes) return text;
    if (room < 1) break;
  }
  const { zig_session_id } = summary.entry;
  const short = `${jsonText({ zig_session_id, state: summary.state })}\n`;
  return Buffer.byteLength(short) <= bytes ? short : "{}\n".slice(0, bytes);
}

function budgetObject(
  summary: SessionSummary,
  causes: ReadonlyMap<string, StepCauses>,
  room: number,
): object {
  const { entry, state, durationMs, outline } = summary;
  const failing = failingSteps(summary);
  return {
    zig_session_id: entry.zig_session_id,
    workflow_name: entry.workflow_name,
    state,
    duration_ms: durationMs,
    steps: outline.steps.length,
    damaged_lines: outline.damage.lines,
    failing_steps: failing.map((step) => {
      const found = causes.get(step.step_name);
      const { groups, tail } = chooseCauses(found?.spots ?? [], step.tail, room / failing.length);
      const shown = groups.flat().length + tail.length;
      return {
        step_name: step.step_name,
        status: step.status,
        command: step.prompt_preview,
        exit_code: step.exit_code,
        error: step.error,
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
        tail: tail.map(({ stream, line }) => ({ stream, line })),
        output_lines: found?.lines ?? 0,
        omitted_lines: Math.max(0, (found?.lines ?? 0) - shown),
      };
    }),
    more: `zig-session show ${entry.zig_session_id} --output`,
  };
}
