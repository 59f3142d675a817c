import type { EventMatcher } from "../../session/reading/event_filter.ts";
import type { FollowOptions } from "../../session/reading/following/followed_log.ts";
import { skipBySeq } from "../../session/reading/skip_by_seq.ts";
import { findTailStart } from "../../session/reading/following/tail_start.ts";
import { UsageError } from "../errors.ts";
import { parseNumber } from "./event_options.ts";

/** The options that say from where on a session is told. */
export interface FollowStartOptions {
  from: "start" | "end" | number;
  lines: number;
}

/** How {@link FollowStartOptions} are given. */
export const FOLLOW_START_OPTIONS = [
  {
    flags: "--from <where>",
    summary: "start, end, or the number of an event (default: start)",
    parse: parseFrom,
  },
  {
    flags: "-n, --lines <n>",
    summary: "begin with the last n events that would be shown",
    parse: parseNumber,
  },
] as const;

/** Where to begin to read, and which of the events from there on are not told. */
export interface FollowStart extends Pick<FollowOptions, "start" | "skip"> {
  /** Asked of each event that would be shown, in their order, until it is false. */
  readonly isBefore: EventMatcher;
}

/** The start that options ask for, in a log of which `matches` would be shown. Throws UsageError, StorageError. */
export function followStartOf(
  { from, lines }: Partial<FollowStartOptions>,
  logPath: string,
  matches: EventMatcher,
): FollowStart {
  if (from !== undefined && lines !== undefined) {
    throw new UsageError("--from and --lines exclude each other.");
  }
  if (typeof from === "number") {
    return { skip: skipBySeq(from - 1, Infinity), isBefore: ({ seq }) => seq < from };
  }
  const count = from === "end" ? 0 : lines;
  if (count === undefined) return { isBefore: () => false };
  const { offset: start, surplus } = findTailStart(logPath, count, matches);
  let left = surplus;
  return { start, isBefore: () => left-- > 0 };
}

function parseFrom(text: string): FollowStartOptions["from"] {
  if (text === "start" || text === "end") return text;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`--from takes start, end or the number of an event, not "${text}".`);
}
