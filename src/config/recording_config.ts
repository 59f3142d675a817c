import type { SafePattern } from "../redaction/patterns/pattern_runner.ts";
import { reasonOf } from "../storage/errors.ts";
import { UsageError } from "../options/errors.ts";
import { configPlaces, existingConfigs } from "./config_files.ts";
import type { Config } from "./config_keys.ts";

/** What the configurations of user and project say about recording. */
export interface RecordingConfig {
  /** Of sound files, the project's before the user's; redactions are apart. */
  readonly defaults: Omit<Config, "redact">;
  /** Of all files, also of those with a fault: what is not masked cannot be masked in time. */
  readonly redaction: {
    readonly patterns: readonly SafePattern[];
    readonly values: readonly string[];
    /** Also in what is passed on. */
    readonly output: boolean;
  };
  /** What is wrong with the files. */
  readonly faults: readonly string[];
}

/** Nothing is configured. */
export const NO_CONFIG: RecordingConfig = {
  defaults: {},
  redaction: { patterns: [], values: [], output: false },
  faults: [],
};

/** Reads what is configured about recording. Never throws: no fault of it may keep a command from being run. */
export async function recordingConfig(): Promise<RecordingConfig> {
  try {
    const places = existingConfigs(configPlaces());
    // As a rule there is none, and then the parser is not even loaded.
    if (places.length === 0) return NO_CONFIG;
    const { readRecordingConfig } = await import("./read_recording_config.ts");
    return readRecordingConfig(places);
  } catch (error) {
    return { ...NO_CONFIG, faults: [`Could not read the configuration: ${reasonOf(error)}`] };
  }
}

/** {@link recordingConfig}, for a command that can be given again. Throws UsageError for a fault in a file. */
export async function soundRecordingConfig(): Promise<RecordingConfig> {
  const config = await recordingConfig();
  if (config.faults.length > 0) throw new UsageError(config.faults.join("\n"));
  return config;
}
