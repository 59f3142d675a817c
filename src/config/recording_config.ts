import type { SafePattern } from "../redaction/patterns/pattern_runner.ts";
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
