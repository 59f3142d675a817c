import { signalName } from "../runtime/process/signals.ts";
import { formatDuration } from "../view/format/duration.ts";
import { omittedText } from "../view/session/omitted_text.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import { heldOutputText } from "./held_output_text.ts";
import { permissionWarning } from "./permission_warning.ts";
import type { Recording } from "./recording_result.ts";
import type { Outcome } from "./process/outcome.ts";

/** Which notices are wanted, and where they go. */
export interface NoticeSettings {
  /** Only what is a fault. */
  readonly quiet: boolean;
  /** Whether faults of the recording are told. */
  readonly warnings: boolean;
  /** stdout and stderr are one terminal, pipe or file, so that the last line of either stands before ours. */
  readonly shared: boolean;
}

/** What we have to say when the command is over: whole lines that start with `zig-session:`, or the empty string. */
export function recordingNotices(
  recording: Recording,
  { quiet, warnings, shared }: NoticeSettings,
): string {
  const { outcome, faults, configFaults, detour, echoFaults, heldOutput } = recording;
  const { midLine, logPath, omitted } = recording;
  const lines: string[] = [];
  if (!outcome) lines.push("the command was not run, because it could not be recorded (--strict)");
  else if ("reason" in outcome && "code" in outcome) lines.push(outcome.reason);
  lines.push(...echoFaults.map((reason) => `not all output could be passed on: ${reason}`));
  if (!quiet && heldOutput) lines.push(heldOutputText(heldOutput));
  if (warnings && detour !== undefined) {
    lines.push(`${detour} The command is recorded in a session of its own.`);
  }
  if (warnings) lines.push(...configNotices(configFaults));
  if (warnings && faults.length > 0) {
    lines.push(`recording failed${logPath === undefined ? "" : " in part"}: ${faults.join("; ")}`);
  }
  if (!quiet && omitted.lines > 0) {
    lines.push(`${omittedText(omitted)} of output left out of the log (--max-log)`);
  }
  const warning = permissionWarning(recording.insecure);
  if (!quiet && warnings && warning !== undefined) lines.push(warning);
  if (!quiet && outcome) lines.push(...summary(recording, outcome));
  const glued = midLine.stderr || (shared && midLine.either);
  // Names and paths may hold anything, also newlines and escape sequences.
  const notices = lines.map((line) => `zig-session: ${terminalText(line.replaceAll("\n", " "))}\n`);
  return (glued && lines.length > 0 ? "\n" : "") + notices.join("");
}

const MOST_CONFIG_FAULTS = 5;

function configNotices(faults: readonly string[]): string[] {
  if (faults.length === 0) return [];
  return [
    ...faults.slice(0, MOST_CONFIG_FAULTS),
    ...(faults.length > MOST_CONFIG_FAULTS ? ["there is more wrong with the configuration"] : []),
    "ignored this config file because of the error above, except for its redaction rules",
  ];
}

function summary(recording: Recording, outcome: Outcome): string[] {
  const { sessionId, logPath, durationMs, step, ownsSession, attempts } = recording;
  if (sessionId === undefined || logPath === undefined) return [];
  const what = ownsSession ? `session ${sessionId}` : `step ${step}`;
  const tries = attempts > 1 ? ` at attempt ${attempts}` : "";
  const where = ownsSession ? `: ${logPath}` : ` in session ${sessionId}`;
  return [`${what} ${ending(outcome)}${tries} after ${formatDuration(durationMs)}${where}`];
}

function ending(outcome: Outcome): string {
  if ("signal" in outcome && "reason" in outcome) return `was ${outcome.reason}`;
  const why = "cause" in outcome ? `: ${outcome.cause}` : "";
  if ("signal" in outcome) return `was killed by ${signalName(outcome.signal)}${why}`;
  return outcome.code === 0 ? "completed" : `failed with exit code ${outcome.code}${why}`;
}
