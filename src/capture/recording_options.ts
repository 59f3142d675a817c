import { recordingConfig } from "../config/load_recording_config.ts";
import { NO_CONFIG } from "../config/recording_config.ts";
import type { SafePattern } from "../redaction/patterns/pattern_runner.ts";
import { UsageError } from "../options/errors.ts";
import { parseDuration } from "../options/values/parse_duration.ts";
import { parseHeartbeat, parseMaxLine } from "../options/recording_limits.ts";
import { parsePatterns, parseValueFile } from "../options/redaction_options.ts";
import { DEFAULT_LIMITS, LIMIT_OPTIONS } from "./limit_options.ts";
import type { RecordSettings } from "./record_command.ts";
import { isSwitchedOff } from "./switched_off.ts";
import { outputKinds, type TerminalChoice } from "./terminal/output_kinds.ts";

/** The options that `record` and `step` have in common. */
export interface RecordingOptions {
  quiet: boolean;
  warnings: boolean;
  retries: number;
  retryDelay: number;
  timeout: number;
  allowFailure: boolean;
  saves: string[];
  maxLine: number;
  maxLog: number;
  minFree: number;
  heartbeat: number;
  idFile: string;
  /** True without a value. */
  tty: TerminalChoice | true;
  merge: boolean;
  ignorePipe: boolean;
  waitForOutput: boolean;
  strict: boolean;
  /** False with --no-redact. */
  redact: readonly SafePattern[] | false;
  redactValueFile: readonly string[];
  redactOutput: boolean;
}

const DEFAULT_MAX_LINE_BYTES = 64 << 10, DEFAULT_HEARTBEAT_SECS = 10;
const DEFAULT_RETRY_DELAY_SECS = 1, MOST_RETRIES = 1000;
// A timer counts milliseconds in 31 bits.
const LONGEST_TIMEOUT_SECS = 24 * 86_400;

/** How {@link RecordingOptions} are given. */
export const RECORDING_OPTIONS = [
  { flags: "-q, --quiet", summary: "say nothing, unless recording fails" },
  { flags: "--no-warnings", summary: "say nothing when recording fails either" },
  {
    flags: "--retries <n>",
    summary: "run a command that fails again, at most so often",
    parse: parseRetries,
  },
  {
    flags: "--retry-delay <duration>",
    summary: `wait before each further attempt (default: ${DEFAULT_RETRY_DELAY_SECS}s)`,
    parse: parseRetryDelay,
  },
  {
    flags: "--timeout <duration>",
    summary:
      "end an attempt, and all processes that it has started, after this time: exit code 124",
    parse: parseTimeout,
  },
  {
    flags: "--allow-failure",
    summary: "end with 0 when the command fails; the log says that it did",
  },
  {
    flags: "--saves <name,…>",
    summary: "names of what the command saves for later steps, for the log",
    parse: parseSaves,
  },
  {
    flags: "--max-line <size>",
    summary: "cut longer lines into several records (default: 64KiB)",
    parse: (text: string) => parseMaxLine(text, "--max-line"),
  },
  ...LIMIT_OPTIONS,
  {
    flags: "--heartbeat <duration>",
    summary: "time between signs of life in the log (default: 10s)",
    parse: (text: string) => parseHeartbeat(text, "--heartbeat"),
  },
  { flags: "--id-file <file>", summary: "write the session's id there before the command starts" },
  {
    flags: "--tty [when]",
    summary:
      "give the command a terminal of its own: always, never, or auto, for each stream of ours that is one (default: auto)",
    parse: parseTerminalChoice,
  },
  { flags: "--merge", summary: "give the command one pipe for both streams, to keep their order" },
  { flags: "--ignore-pipe", summary: "go on reading and recording when our own reader has gone" },
  { flags: "--wait-for-output", summary: "wait until every process has closed the output" },
  {
    flags: "--redact <regex>",
    summary: "mask what matches in the log, beside what is known to be secret; may be repeated",
    parse: parsePatterns,
  },
  {
    flags: "--redact-value-file <file>",
    summary: "mask these secrets too, one a line; may be repeated",
    parse: parseValueFile,
  },
  { flags: "--redact-output", summary: "mask secrets also in what is passed on" },
  { flags: "--no-redact", summary: "record everything as it is, secrets included" },
  { flags: "--strict", summary: "fail with 125 when the command cannot be recorded" },
] as const;

/** The settings that options ask for, and where they say nothing, the configuration. */
export async function recordingSettings(
  options: Partial<RecordingOptions>,
): Promise<Omit<RecordSettings, "join" | "workflow" | "step" | "prompt">> {
  const { retryDelay = DEFAULT_RETRY_DELAY_SECS, timeout } = options;
  const config = isSwitchedOff() ? NO_CONFIG : await recordingConfig();
  return {
    retries: options.retries ?? 0,
    retryDelayMs: retryDelay * 1000,
    timeoutMs: timeout === undefined ? undefined : timeout * 1000,
    allowFailure: options.allowFailure ?? false,
    savedVars: options.saves ?? [],
    maxLineBytes: options.maxLine ?? config.defaults.maxLine ?? DEFAULT_MAX_LINE_BYTES,
    limits: {
      maxLogBytes: options.maxLog ?? config.defaults.maxLog ?? DEFAULT_LIMITS.maxLogBytes,
      minFreeBytes: options.minFree ?? config.defaults.minFree ?? DEFAULT_LIMITS.minFreeBytes,
    },
    heartbeatSecs: options.heartbeat ?? config.defaults.heartbeat ?? DEFAULT_HEARTBEAT_SECS,
    idFile: options.idFile,
    outputs: outputKinds(options.tty === true ? "always" : options.tty ?? "auto"),
    merge: options.merge ?? false,
    ignorePipe: options.ignorePipe ?? false,
    waitForOutput: options.waitForOutput ?? false,
    strict: options.strict ?? false,
    redaction: options.redact === false ? undefined : {
      patterns: [...config.redaction.patterns, ...(options.redact ?? [])],
      values: [...config.redaction.values, ...(options.redactValueFile ?? [])],
      output: options.redactOutput ?? config.redaction.output,
    },
    configFaults: config.faults,
  };
}

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
  throw new UsageError(`--timeout is 1ms to 24d, not "${text}". Without it there is no limit.`);
}

function parseSaves(text: string): string[] {
  return text.split(",").map(parseName);
}

function parseTerminalChoice(text: string): TerminalChoice {
  if (text === "auto" || text === "always" || text === "never") return text;
  throw new UsageError(
    `--tty is auto, always or never, not "${text}". The command stands behind --.`,
  );
}
