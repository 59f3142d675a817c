import fs from "node:fs";
import { openPrivateFile } from "../../storage/private/open_private.ts";
import type { SessionLogEvent } from "../event.ts";
import { decodeEvent, isEvent } from "../reading/decoding/decode_event.ts";
import type { Omitted } from "./held_lines.ts";
import { type RingFile, ringFilesOf, type RingHeader } from "./ring_files.ts";

/** A recorded line of output. */
export type OutputEvent = Extract<SessionLogEvent, { type: "step_output" }>;

/** What a recorder that has died had not logged yet of its step: the last lines, and what it left out before them. */
export interface SavedTail {
  readonly lines: readonly OutputEvent[];
  readonly omitted: Omitted;
  /** The files that it is from. */
  readonly paths: readonly string[];
}

// Two of them hold a mebibyte each, or one line: what is larger is not ours.
const MOST_FILE_BYTES = 32 << 20;

/** Reads what a recorder has left of a step; undefined where that is nothing. Never throws for what stands there. */
export function readRing(
  logPath: string,
  recorder: number,
  stepName: string,
): SavedTail | undefined {
  const files = ringFilesOf(logPath).filter((file) => file.recorder === recorder)
    .flatMap((file) => readRingFile(file) ?? [])
    .filter(({ header }) => header.step_name === stepName);
  let tail: ReadFile | undefined;
  const paths: string[] = [];
  for (const file of files) {
    paths.push(file.path);
    tail = (tail && joined(tail, file)) ?? file;
  }
  if (!tail) return undefined;
  const { lines_before, bytes_before } = tail.header;
  return { lines: tail.lines, omitted: { lines: lines_before, bytes: bytes_before }, paths };
}

interface ReadFile {
  readonly path: string;
  readonly header: RingHeader;
  readonly lines: OutputEvent[];
}

/** Both, where the second goes on with the first; what could not be written whole stands in both. */
function joined(first: ReadFile, second: ReadFile): ReadFile | undefined {
  const common = second.header.lines_before - first.header.lines_before;
  if (common < 0 || common > first.lines.length) return undefined;
  return { ...first, lines: [...first.lines.slice(0, common), ...second.lines] };
}

/** Its whole lines: the last may be torn. */
function readRingFile({ path }: RingFile): ReadFile | undefined {
  const text = textOf(path);
  if (text === undefined) return undefined;
  const [head = "", ...rest] = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  const header = headerOf(head);
  if (!header) return undefined;
  const lines: OutputEvent[] = [];
  for (const line of rest) {
    const event = decodeEvent(line);
    if (!isEvent(event) || event.type !== "step_output") break;
    if (event.step_name !== header.step_name) break;
    lines.push(event);
  }
  return { path, header, lines };
}

function textOf(path: string): string | undefined {
  try {
    const descriptor = openPrivateFile(path, "read");
    try {
      if (fs.fstatSync(descriptor).size > MOST_FILE_BYTES) return undefined;
      return fs.readFileSync(descriptor, "utf8");
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

function headerOf(line: string): RingHeader | undefined {
  try {
    const header = JSON.parse(line) as Partial<RingHeader> | null;
    const { step_name, lines_before, bytes_before } = header ?? {};
    if (typeof step_name !== "string" || !isCount(lines_before) || !isCount(bytes_before)) {
      return undefined;
    }
    return { step_name, lines_before, bytes_before };
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
