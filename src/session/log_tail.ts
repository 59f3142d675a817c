import fs from "node:fs";
import { readLinesBackwards } from "../storage/lines_backwards.ts";
import { reasonOf, StorageError } from "../storage/errors.ts";
import { decodeEvent, isEvent } from "./decode_event.ts";
import type { SessionLogEvent } from "./event.ts";

/** Yields the whole events of a log from the last to the first, reading no more than it is asked for. Throws StorageError. */
export function* readEventsBackwards(logPath: string): Generator<SessionLogEvent> {
  const descriptor = open(logPath);
  try {
    for (const line of readLinesBackwards(descriptor, fs.fstatSync(descriptor).size)) {
      const event = decodeEvent(line);
      if (isEvent(event)) yield event;
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

function open(logPath: string): number {
  try {
    return fs.openSync(logPath, "r");
  } catch (error) {
    throw new StorageError(
      `Could not read the log "${logPath}"`,
      reasonOf(error),
      "Its session cannot be shown",
      {
        cause: error,
      },
    );
  }
}
