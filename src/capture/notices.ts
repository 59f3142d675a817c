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
  /** Whether stderr shows colours. */
  readonly colored: boolean;
}

/** What we have to say when the command is over: whole lines that start with `zig-session:`, or the empty string. */
export function recordingNotices(
  recording: Recording,
  { quiet, warnings, shared, colored }: NoticeSettings,
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
  const notices = lines.map((line) => {
    const text = terminalText(line.replaceAll("\n", " "));
    return `zig-session: ${colored ? text.replace(/^[✓✗]/, coloredMark) : text}\n`;
  });
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

/** So many characters of an id name a session among millions. */
const ID_CHARS = 6;

/** The verdict in one line of at most 80 columns, which ends in what to type next. */
function summary(recording: Recording, outcome: Outcome): string[] {
  const { sessionId, logPath, durationMs, step, ownsSession, attempts, allowFailure } = recording;
  if (sessionId === undefined || logPath === undefined) return [];
  const id = sessionId.slice(-ID_CHARS), took = formatDuration(durationMs);
  const name = [...terminalText(step)], isLong = name.length > MOST_STEP_CHARS;
  const shown = isLong ? `${name.slice(0, MOST_STEP_CHARS - 1).join("")}…` : name.join("");
  const what = ownsSession ? "" : `step ${shown}`;
  if ("code" in outcome && outcome.code === 0) {
    const tries = attempts > 1 ? `attempt ${attempts} · ` : "";
    return [`✓ ${what === "" ? "" : `${what} · `}${took} · ${tries}${id}`];
  }
  const tries = attempts > 1 ? ` (attempt ${attempts})` : "",
    allowed = allowFailure ? ", allowed" : "";
  const verdict = `${what === "" ? "" : `${what}: `}${
    ending(outcome)
  } after ${took}${tries}${allowed}`;
  return [`✗ ${verdict} · zig-session show ${id}`];
}

const MOST_STEP_CHARS = 24;

/** Green or red, without the module that knows all looks: it would be loaded at each start. */
function coloredMark(mark: string): string {
  return `\x1b[${mark === "✓" ? 32 : 31}m${mark}\x1b[39m`;
}

function ending(outcome: Outcome): string {
  if ("signal" in outcome && "reason" in outcome) return outcome.reason;
  const why = "cause" in outcome ? `: ${outcome.cause}` : "";
  return "signal" in outcome
    ? `killed by ${signalName(outcome.signal)}${why}`
    : `exit ${outcome.code}${why}`;
}
