import { parseMaxLog, parseMinFree } from "../options/recording_limits.ts";

/** How much a recording may take. */
export interface OutputLimits {
  /** The size of the log in bytes from which on output is left out but for its end; Infinity for none. */
  readonly maxLogBytes: number;
  /** How many bytes of the file system are left to others; undefined for the smaller of 200 MiB and 5% of it. */
  readonly minFreeBytes: number | undefined;
}

/** The limits of a recording for which none are given. */
export const DEFAULT_LIMITS: OutputLimits = { maxLogBytes: 1 << 30, minFreeBytes: undefined };

/** How limits are given: `maxLog` and `minFree`, in bytes. */
export const LIMIT_OPTIONS = [
  {
    flags: "--max-log <size>",
    summary:
      'maximum log size; beyond it only the last 1 MiB of output is kept (default: 1GiB, "none" for no limit)',
    parse: (text: string) => parseMaxLog(text, "--max-log"),
  },
  {
    flags: "--min-free <size>",
    summary:
      "pause recording while the disk has less free space than this (default: 200MiB, or 5% of a small disk)",
    parse: parseMinFree,
  },
] as const;
