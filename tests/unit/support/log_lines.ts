import assert from "node:assert/strict";
import fs from "node:fs";
import type { SessionLogEvent } from "../../../src/session/event.ts";
import { readSessionEvents } from "../../../src/session/reading/read_session_events.ts";

/** The lines of a log without their newlines; fails unless it is valid UTF-8 and every line is ended. */
export function logLines(path: string): string[] {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
    .decode(fs.readFileSync(path));
  if (text === "") return [];
  assert.equal(text.at(-1), "\n", "the last line has no newline");
  return text.slice(0, -1).split("\n");
}

/** All events of a log; fails on any damage. */
export function wholeEvents(path: string): SessionLogEvent[] {
  return [...readSessionEvents(path, ({ fault, offset }) => assert.fail(`${fault} at ${offset}`))];
}

/** The fields of an event without those that every event has. */
export function withoutHead(event: SessionLogEvent): Record<string, unknown> {
  const { seq: _seq, ts: _ts, zig_session_id: _id, ...kind } = event;
  return kind;
}
