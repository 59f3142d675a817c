import fs from "node:fs";
import { openPrivateFile } from "../../storage/private/open_private.ts";
import { encodeOutput, type OutputBatch } from "../writing/encode_event.ts";
import { timestamp } from "../writing/timestamp.ts";
import {
  type HeldBatch,
  HeldLines,
  type Omitted,
  sizeOfLines,
  type StepTail,
} from "./held_lines.ts";
import { ringFilesOf, type RingHeader, ringPath } from "./ring_files.ts";

/** Whose lines a ring holds, and how many. */
export interface RingPlace {
  readonly logPath: string;
  readonly sessionId: string;
  /** The number of its recorder's `.live` file. */
  readonly recorder: number;
  readonly stepName: string;
  /** How much the lines may make in the log. */
  readonly limitBytes: number;
}

// As long as a line may take from being read to the system.
const SAVE_AFTER_MS = 50;

/**
 * The last lines of a step whose log is full. They are kept in memory, and every 50 ms what is new of them is saved to
 * files beside the log, two at most, so that the death of the process does not lose them: a line is appended to the newer
 * file until that has `limitBytes`, then a third is begun and the oldest goes. Nothing is ever overwritten, so that there
 * are always lines enough, whenever the process dies.
 */
export class OutputRing {
  readonly #place: RingPlace;
  readonly #held: HeldLines;
  /** How many lines there had been when the last was saved. */
  #saved: Omitted = { lines: 0, bytes: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #descriptor: number | undefined;
  #paths: string[] = [];
  #fileBytes = 0;
  #nextPlace: number;

  constructor(place: RingPlace) {
    this.#place = place;
    this.#held = new HeldLines(place.limitBytes);
    // One that has died may have had our number.
    this.#nextPlace = Math.max(-1, ...ringFilesOf(place.logPath).map(({ place }) => place)) + 1;
  }

  add(batch: OutputBatch): void {
    this.#held.add({ ...batch, ts: timestamp() });
    this.#timer ??= setTimeout(() => this.#save(), SAVE_AFTER_MS);
  }

  /** The lines that are to be logged, and what is left out before them. */
  take(): StepTail {
    clearTimeout(this.#timer);
    const batches = this.#held.last(), { seen } = this.#held;
    const kept = sizeOf(batches);
    return {
      batches,
      omitted: { lines: seen.lines - kept.lines, bytes: seen.bytes - kept.bytes },
    };
  }

  /** Removes the files. */
  discard(): void {
    clearTimeout(this.#timer);
    if (this.#descriptor !== undefined) fs.closeSync(this.#descriptor);
    this.#descriptor = undefined;
    for (const path of this.#paths) fs.rmSync(path, { force: true });
    this.#paths = [];
  }

  #save(): void {
    this.#timer = undefined;
    try {
      this.#write();
    } catch {
      // The disk is full, or the folder gone: the lines are still in memory, and a file that is torn is not gone on with.
      this.#fileBytes = Infinity;
    }
  }

  #write(): void {
    const { limitBytes } = this.#place, { seen } = this.#held;
    const batches = this.#held.last(seen.lines - this.#saved.lines);
    const { lines, bytes } = sizeOf(batches);
    const before = { lines: seen.lines - lines, bytes: seen.bytes - bytes };
    const text = Buffer.from(this.#encode(batches, before.lines));
    const goesOn = before.lines === this.#saved.lines &&
      this.#fileBytes + text.length <= limitBytes;
    const descriptor = goesOn && this.#descriptor !== undefined
      ? this.#descriptor
      : this.#beginFile(before);
    for (let written = 0; written < text.length;) {
      written += fs.writeSync(descriptor, text, written);
    }
    this.#fileBytes += text.length;
    this.#saved = seen;
    for (const path of this.#paths.splice(0, this.#paths.length - 2)) {
      fs.rmSync(path, { force: true });
    }
  }

  #beginFile(before: Omitted): number {
    const { logPath, recorder, stepName } = this.#place;
    const path = ringPath(logPath, recorder, this.#nextPlace++);
    const descriptor = openPrivateFile(path, "create");
    if (this.#descriptor !== undefined) fs.closeSync(this.#descriptor);
    this.#descriptor = descriptor;
    this.#paths.push(path);
    this.#fileBytes = 0;
    const header: RingHeader = {
      step_name: stepName.toWellFormed(),
      lines_before: before.lines,
      bytes_before: before.bytes,
    };
    fs.writeSync(descriptor, `${JSON.stringify(header)}\n`);
    return descriptor;
  }

  /** Numbered by how many had been held back. */
  #encode(batches: readonly HeldBatch[], linesBefore: number): string {
    const { sessionId: zig_session_id } = this.#place;
    let text = "", seq = linesBefore + 1;
    for (const { ts, stepName, stream, lines } of batches) {
      text += encodeOutput({ seq, ts, zig_session_id }, stepName, stream, lines);
      seq += lines.length;
    }
    return text;
  }
}

function sizeOf(batches: readonly HeldBatch[]): Omitted {
  return batches.reduce(({ lines, bytes }, batch) => ({
    lines: lines + batch.lines.length,
    bytes: bytes + sizeOfLines(batch.lines),
  }), { lines: 0, bytes: 0 });
}
