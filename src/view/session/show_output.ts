import { setImmediate as turn } from "node:timers/promises";
import { NotFoundError, type OutputStream } from "../../session/mod.ts";
import { GuardedPattern, guardFor } from "../../inspect/search/matching/guarded_pattern.ts";
import { readSessionEvents } from "../../session/reading/read_session_events.ts";
import { GapFinder } from "../../session/ring/gap_finder.ts";
import { damageText } from "./damage_text.ts";
import { writeError } from "../terminal/io.ts";
import { gapText, unloggedText } from "./gap_text.ts";
import { type OutputPrinting, outputText } from "./output_text.ts";
import { openTextSink } from "../terminal/pager.ts";
import type { SessionSummary } from "./session_summary.ts";
import { stepNameText } from "./step_text.ts";
import { terminalText } from "../terminal/terminal_text.ts";

/** Which of the recorded output is printed, and how. */
export interface OutputChoice extends OutputPrinting {
  /** Undefined for that of all steps. */
  readonly step: string | undefined;
  /** Whether the session was named: else a step that is none may have been meant for one. */
  readonly isNamed: boolean;
  readonly stream: OutputStream | undefined;
  /** A regular expression. */
  readonly grep: string | undefined;
}

const FAILED = 1;
const BLOCK_CHARS = 1 << 16;
const NAMED_STEPS = 20;
const ID_PART = /^(?=.*\d)[0-9a-z]{4,26}$/i;

/** Prints recorded output, line by line, through a pager on a terminal. Throws NotFoundError for an unknown step, and SlowPatternError. */
export async function showOutput(
  summary: SessionSummary,
  { step, isNamed, stream, grep, ...printing }: OutputChoice,
): Promise<void> {
  const { entry, outline } = summary;
  if (step !== undefined && !outline.steps.some(({ step_name }) => step_name === step)) {
    throw new NotFoundError(noStepText(step, isNamed, summary));
  }
  const pattern = grep === undefined ? undefined : await guardedPattern(grep);
  const sink = openTextSink();
  let block = "", isRead = true;
  using gaps = new GapFinder(entry.log_path);
  gaps.readOn();
  for (const event of readSessionEvents(entry.log_path)) {
    for (const gap of gaps.due(event.seq)) {
      if (step === undefined || gap.step_name === step) block += `${gapText(gap)}\n`;
    }
    if (event.type !== "step_output") continue;
    if (step !== undefined && event.step_name !== step) continue;
    if (stream !== undefined && event.stream !== stream) continue;
    if (pattern && !pattern.test(terminalText(event.line))) continue;
    block += outputText(event, printing);
    if (block.length < BLOCK_CHARS) continue;
    isRead = await sink.write(block);
    block = "";
    if (!isRead) break;
  }
  if (isRead) await sink.write(block);
  await sink.end();
  const unlogged = summary.state === "dead" ? unloggedText(entry.log_path) : undefined;
  if (unlogged !== undefined) writeError(`zig-session: ${unlogged}\n`);
  if (outline.damage.lines > 0) writeError(`zig-session: ${damageText(outline.damage)}\n`);
}

async function guardedPattern(grep: string): Promise<GuardedPattern> {
  const source = { pattern: grep, ignoreCase: false }, guard = guardFor(source, FAILED);
  // Its thread starts between two turns of the event loop.
  if (guard) await turn();
  return new GuardedPattern(source, guard);
}

/** A word behind `--output` is a step; who meant a session by it learns where that goes. */
function noStepText(
  step: string,
  isNamed: boolean,
  { outline, elsewhere }: SessionSummary,
): string {
  const names = outline.steps.slice(0, NAMED_STEPS).map(stepNameText).join(", ");
  const more = outline.steps.length > NAMED_STEPS ? " and more" : "";
  const session = !isNamed && ID_PART.test(step)
    ? ` For a session: zig-session show${elsewhere ? " --global" : ""} ${step} --output`
    : "";
  return `The session has no step "${step}". It has: ${names || "none"}${more}.${session}`;
}
