import { UsageError } from "../options/errors.ts";
import { parseDuration } from "../options/values/parse_duration.ts";
import { parseHeartbeat, parseMaxLine } from "../options/recording_limits.ts";
import { parsePatterns, parseValueFile } from "../options/redaction_options.ts";
import { LIMIT_OPTIONS } from "./limit_options.ts";
import type { TerminalChoice } from "./terminal/output_kinds.ts";

/** What is waited before a retry, in seconds, unless it is said. */
export const DEFAULT_RETRY_DELAY_SECS = 1;
const MOST_RETRIES = 1000;
// A timer counts milliseconds in 31 bits.
const LONGEST_TIMEOUT_SECS = 24 * 86_400;

/** The headings of {@link RECORDING_OPTIONS} in the help. */
const OUTPUT = "Output", RETRIES = "Retries and time", LIMITS = "Limits", SECRETS = "Secrets";
/** Also that of the options which only `record` or only `step` has. */
export const SESSION = "Session";

/** How the options of `record` and `step` are given. */
export const RECORDING_OPTIONS = [
  {
    flags: "--id-file <file>",
    summary: "write the session id to this file before the command starts",
    group: SESSION,
  },
  {
    flags: "--saves <name,…>",
    summary: "variable names to note in the log as saved by this command",
    group: SESSION,
    parse: parseSaves,
  },
  {
    flags: "--heartbeat <duration>",
    summary: "time between signs of life in the log (default: 10s)",
    group: SESSION,
    parse: (text: string) => parseHeartbeat(text, "--heartbeat"),
  },
  {
    flags: "--strict",
    summary: "exit with 125, without running the command, if it can't be recorded",
    group: SESSION,
  },
  { flags: "-q, --quiet", summary: "print no notices, unless recording fails", group: OUTPUT },
  { flags: "--no-warnings", summary: "print no notice if recording fails either", group: OUTPUT },
  {
    flags: "--tty [when]",
    summary: "run the command in a pseudo-terminal: always, never or auto (default: auto)",
    group: OUTPUT,
    parse: parseTerminalChoice,
  },
  {
    flags: "--merge",
    summary: "give the command one pipe for stdout and stderr, to keep their order",
    group: OUTPUT,
  },
  {
    flags: "--ignore-pipe",
    summary: "keep recording after whoever reads our output has closed the pipe",
    group: OUTPUT,
  },
  {
    flags: "--wait-for-output",
    summary: "wait for background processes until they close the output, and record all of it",
    group: OUTPUT,
  },
  {
    flags: "--close-output",
    summary:
      "close the output when the command has ended: background processes that print get SIGPIPE",
    group: OUTPUT,
  },
  {
    flags: "--retries <n>",
    summary: "retry a failing command up to n times",
    group: RETRIES,
    parse: parseRetries,
  },
  {
    flags: "--retry-delay <duration>",
    summary: `wait before each retry (default: ${DEFAULT_RETRY_DELAY_SECS}s)`,
    group: RETRIES,
    parse: parseRetryDelay,
  },
  {
    flags: "--timeout <duration>",
    summary: "end each attempt, with all its processes, after this time (exit code 124)",
    group: RETRIES,
    parse: parseTimeout,
  },
  {
    flags: "--allow-failure",
    summary: "exit with 0 if the command fails; the log says that it failed",
    group: RETRIES,
  },
  ...LIMIT_OPTIONS.map((option) => ({ ...option, group: LIMITS })),
  {
    flags: "--max-line <size>",
    summary: "split longer lines into several records (default: 64KiB)",
    group: LIMITS,
    parse: (text: string) => parseMaxLine(text, "--max-line"),
  },
  {
    flags: "--redact <regex>",
    summary: "also mask what matches, in the log; may be repeated",
    group: SECRETS,
    parse: parsePatterns,
  },
  {
    flags: "--redact-value-file <file>",
    summary: "also mask these secrets, one a line; may be repeated",
    group: SECRETS,
    parse: parseValueFile,
  },
  {
    flags: "--redact-output",
    summary: "mask secrets in what is passed through, too",
    group: SECRETS,
  },
  {
    flags: "--no-redact",
    summary: "record everything as it is, secrets included",
    group: SECRETS,
  },
] as const;

/** Reads a name of a workflow or a step. Throws UsageError. */
export function parseName(text: string): string {
  if (text === "") throw new UsageError("A name cannot be empty.");
  return text;
}

function parseRetries(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) <= MOST_RETRIES) return Number(text);
  throw new UsageError(`--retries is a number from 0 to ${MOST_RETRIES}, not "${text}".`);
}

function parseRetryDelay(text: string): number {
  const seconds = parseDuration(text);
  if (seconds <= LONGEST_TIMEOUT_SECS) return seconds;
  throw new UsageError(`--retry-delay is at most 24d, not "${text}".`);
}

function parseTimeout(text: string): number {
  const seconds = parseDuration(text);
  if (seconds > 0 && seconds <= LONGEST_TIMEOUT_SECS) return seconds;
  throw new UsageError(`--timeout must be between 1ms and 24d, not "${text}".`);
}

function parseSaves(text: string): string[] {
  return text.split(",").map(parseName);
}

function parseTerminalChoice(text: string): TerminalChoice {
  if (text === "auto" || text === "always" || text === "never") return text;
  throw new UsageError(
    `--tty must be auto, always or never, not "${text}". Put the command after --: zig-session record --tty -- make`,
  );
}
