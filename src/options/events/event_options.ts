import type { OutputStream, SessionEventType } from "../../session/mod.ts";
import { EVENT_FIELDS } from "../../session/event_schema.ts";
import type { EventFilter } from "../../session/reading/event_filter.ts";
import { UsageError } from "../errors.ts";
import { parseMoment } from "../values/parse_moment.ts";

/** The options that choose among the events of a session. */
export interface EventOptions {
  type: ReadonlySet<SessionEventType>;
  step: string;
  stream: OutputStream;
}

/** Those that choose a part of it. */
export interface EventRangeOptions {
  afterSeq: number;
  beforeSeq: number;
  since: number;
  until: number;
}

/** How {@link EventOptions} are given. */
export const EVENT_OPTIONS = [
  {
    flags: "--type <type,…>",
    summary: "only these, as they are named in the log",
    parse: parseTypes,
  },
  { flags: "--step <name>", summary: "only what belongs to this step" },
  { flags: "--stream <name>", summary: "only output, of stdout or stderr", parse: parseStream },
] as const;

/** How {@link EventRangeOptions} are given. */
export const EVENT_RANGE_OPTIONS = [
  { flags: "--after-seq <n>", summary: "only what comes after this number", parse: parseNumber },
  { flags: "--before-seq <n>", summary: "only what comes before this number", parse: parseNumber },
  {
    flags: "--since <time>",
    summary: "only since then: 10m, 2026-11-22, 2026-11-22T10:00",
    parse: parseTime,
  },
  { flags: "--until <time>", summary: "only before then", parse: parseTime },
] as const;

/** The filter that options ask for. */
export function eventFilterOf(options: Partial<EventOptions & EventRangeOptions>): EventFilter {
  const { type: types, step, stream, afterSeq, beforeSeq, since, until } = options;
  return { types, step, stream, afterSeq, beforeSeq, sinceMs: since, untilMs: until };
}

/** Reads a number of events, or of one. Throws UsageError. */
export function parseNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`"${text}" is no whole number from 0 on.`);
}

function parseTypes(text: string): ReadonlySet<SessionEventType> {
  return new Set(
    text.split(",").map((word) => {
      if (Object.hasOwn(EVENT_FIELDS, word)) return word as SessionEventType;
      const known = Object.keys(EVENT_FIELDS).join(", ");
      throw new UsageError(`unknown event type "${word}" (types: ${known})`);
    }),
  );
}

function parseStream(text: string): OutputStream {
  if (text === "stdout" || text === "stderr") return text;
  throw new UsageError(`--stream takes stdout or stderr, not "${text}".`);
}

function parseTime(text: string): number {
  return parseMoment(text, Date.now());
}
