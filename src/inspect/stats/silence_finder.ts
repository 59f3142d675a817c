import {
  type LinePlace,
  readOutputAt,
  type ScannedEvent,
  type ScannedOutput,
} from "../../session/reading/scan_log.ts";

/** A time in which a step ran and said nothing. */
export interface Silence {
  readonly step_name: string;
  readonly duration_ms: number;
  /** The number of the event before it, and what that was. */
  readonly after_seq: number;
  readonly after: "start" | "output" | "failure";
  /** The line before it, cut at {@link LINE_CHARS} characters; null where that was none. */
  readonly line: string | null;
}

/** So that one line cannot fill the screen. */
export const LINE_CHARS = 1000;

// What is shorter is the machine's, not the command's.
const SHORTEST_MS = 100;
const MAX_STEPS = 10_000;

interface Sign {
  readonly ms: number;
  readonly seq: number;
  readonly after: Silence["after"];
  readonly place: LinePlace;
}

interface Found {
  readonly stepName: string;
  readonly durationMs: number;
  readonly sign: Sign;
}

/** Finds the longest silences in the steps of a log, as it is scanned. */
export class SilenceFinder {
  readonly #last = new Map<string, Sign>();
  /** Longest first. */
  #found: Found[] = [];
  #lastTs = "";
  #lastMs = NaN;

  constructor(readonly count: number) {}

  add(scanned: ScannedOutput | ScannedEvent): void {
    const { event } = scanned;
    if (!event) return this.#sign(scanned.stepName, "output", scanned, scanned);
    switch (event.type) {
      case "step_started":
        this.#last.delete(event.step_name);
        return this.#sign(event.step_name, "start", event, scanned);
      case "step_failed":
        return this.#sign(event.step_name, "failure", event, scanned);
      case "step_completed":
        this.#measure(event.step_name, this.#msOf(event.ts));
        this.#last.delete(event.step_name);
    }
  }

  /** Longest first. Throws StorageError when the log cannot be read any more. */
  finish(logPath: string): Silence[] {
    return this.#found.map(({ stepName, durationMs, sign }) => ({
      step_name: stepName,
      duration_ms: Math.round(durationMs),
      after_seq: sign.seq,
      after: sign.after,
      line: sign.after === "output" ? lineAt(logPath, sign.place) : null,
    }));
  }

  #sign(
    stepName: string,
    after: Silence["after"],
    { seq, ts }: { readonly seq: number; readonly ts: string },
    { offset, length }: LinePlace,
  ): void {
    const ms = this.#msOf(ts);
    this.#measure(stepName, ms);
    if (this.#last.size >= MAX_STEPS && !this.#last.has(stepName)) return;
    this.#last.set(stepName, { ms, seq, after, place: { offset, length } });
  }

  #measure(stepName: string, ms: number): void {
    const sign = this.#last.get(stepName);
    if (sign) this.#note({ stepName, durationMs: ms - sign.ms, sign });
  }

  #note(found: Found): void {
    if (!(found.durationMs >= SHORTEST_MS)) return;
    const shortest = this.#found.at(-1);
    if (shortest && this.#found.length >= this.count && found.durationMs <= shortest.durationMs) {
      return;
    }
    this.#found.push(found);
    this.#found.sort((a, b) => b.durationMs - a.durationMs);
    this.#found.length = Math.min(this.#found.length, this.count);
  }

  /** Lines that are written together have the same time. */
  #msOf(ts: string): number {
    if (ts !== this.#lastTs) {
      this.#lastTs = ts;
      this.#lastMs = Date.parse(ts);
    }
    return this.#lastMs;
  }
}

function lineAt(logPath: string, place: LinePlace): string | null {
  const line = readOutputAt(logPath, place)?.line ?? null;
  if (line === null || line.length <= LINE_CHARS) return line;
  return `${line.slice(0, LINE_CHARS)}…`.toWellFormed();
}
