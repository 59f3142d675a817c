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
    summary: "delete sessions that ended longer ago than this, such as 30d",
  },
  { flags: "--keep <n>", summary: "keep the newest n sessions of each project" },
  {
    flags: "--max-size <size>",
    summary: "delete the oldest until the rest is no larger than this, such as 1GiB",
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
      "gc needs at least one rule: --older-than 30d, --keep 100 or --max-size 1GiB.",
    );
  }
  return {
    ...(olderThan !== undefined &&
      { olderThanMs: parseDuration(withUnit(olderThan, "--older-than 30d")) * 1000 }),
    ...(keep !== undefined && { keep: parseKeep(keep) }),
    ...(maxSize !== undefined && { maxBytes: parseSize(withUnit(maxSize, "--max-size 1GiB")) }),
  };
}

/** What deletes must not guess whether "3" means seconds or days. */
function withUnit(value: string, example: string): string {
  if (!/^[\d.]+$/.test(value)) return value;
  throw new UsageError(`"${value}" needs a unit, as in ${example}.`);
}

function parseKeep(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new UsageError(`--keep must be a number of sessions, not "${value}".`);
}
