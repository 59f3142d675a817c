import { recordingConfig } from "../config/load_recording_config.ts";
import { NO_CONFIG } from "../config/recording_config.ts";
import type { SafePattern } from "../redaction/patterns/pattern_runner.ts";
import { DEFAULT_LIMITS } from "./limit_options.ts";
import { DEFAULT_RETRY_DELAY_SECS } from "./recording_option_list.ts";
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
  closeOutput: boolean;
  strict: boolean;
  /** False with --no-redact. */
  redact: readonly SafePattern[] | false;
  redactValueFile: readonly string[];
  redactOutput: boolean;
}

const DEFAULT_MAX_LINE_BYTES = 64 << 10, DEFAULT_HEARTBEAT_SECS = 10;

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
    closeOutput: options.closeOutput ?? false,
    strict: options.strict ?? false,
    redaction: options.redact === false ? undefined : {
      patterns: [...config.redaction.patterns, ...(options.redact ?? [])],
      values: [...config.redaction.values, ...(options.redactValueFile ?? [])],
      output: options.redactOutput ?? config.redaction.output,
    },
    configFaults: config.faults,
  };
}
