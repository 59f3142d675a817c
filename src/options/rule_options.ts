import type { RetentionRules } from "../upkeep/retention/retention_rules.ts";
import { UsageError } from "./errors.ts";
import { parseDuration } from "./values/parse_duration.ts";
import { parseSize } from "./values/parse_size.ts";

/** The options that say what goes, as they were typed: they are shown again. */
export interface RuleOptions {
  olderThan: string;
  keep: string;
  maxSize: string;
}

/** How {@link RuleOptions} are given. */
export const RULE_OPTIONS = [
  {
    flags: "--older-than <duration>",
    summary: "remove what ended, or died, longer ago than this, such as 30d",
  },
  { flags: "--keep <n>", summary: "keep the newest n sessions of each project" },
  {
    flags: "--max-size <size>",
    summary: "remove the oldest until what stays is no larger than this, such as 1GiB",
  },
] as const;

/** Whether options say what goes. */
export function hasRule({ olderThan, keep, maxSize }: Partial<RuleOptions>): boolean {
  return olderThan !== undefined || keep !== undefined || maxSize !== undefined;
}

/** The rules that options ask for. Throws UsageError when there is none, or one that cannot be understood. */
export function rulesOf(options: Partial<RuleOptions>): RetentionRules {
  const { olderThan, keep, maxSize } = options;
  if (!hasRule(options)) {
    throw new UsageError(
      "Say what shall go: --older-than 30d, --keep 100 or --max-size 1GiB, or several of them.",
    );
  }
  return {
    ...(olderThan !== undefined && { olderThanMs: parseDuration(olderThan) * 1000 }),
    ...(keep !== undefined && { keep: parseKeep(keep) }),
    ...(maxSize !== undefined && { maxBytes: parseSize(maxSize) }),
  };
}

function parseKeep(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new UsageError(`--keep takes a number of sessions from 0 on, not "${value}".`);
}
