import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { LineReader } from "../../storage/line_reader.ts";
import { isEvent } from "./decode_event.ts";
import type { SessionLogEvent } from "../event.ts";
import { LogDecoder } from "./log_decoder.ts";
import type { DamagedLine } from "./recover_events.ts";
import { sessionState } from "../session_state.ts";

/** An event, and its JSON as it stands in the log, without the newline. */
export interface FollowedEvent {
  readonly event: SessionLogEvent;
  readonly text: string;
}

/** Events that were read together, in order; never none. */
export type FollowedBatch = readonly FollowedEvent[];

const BATCH_CHARS = 1 << 18;
const POLL_MS = 100, PROBE_MS = 1000;
// A writer that tells of every line must not cost its reader a wake-up for each.
const SETTLE_MS = 10;

/**
 * Yields the events of a log from its first on, then those that are appended, until the session ends; or is found dead,
 * and then `zig_session_ended` is missing. What is not an event goes to `onDamage`. Throws StorageError when the log
 * cannot be opened.
 */
export async function* followSession(
  logPath: string,
  onDamage: (line: DamagedLine) => void = () => {},
): AsyncGenerator<FollowedBatch> {
  using reader = new LineReader(logPath);
  using changes = new FileChanges(logPath);
  const decoder = new LogDecoder(logPath, onDamage);
  for (let probedMs = -Infinity, stopped = false;;) {
    // Before reading, so that what a recorder wrote last is read before it is called dead.
    if (performance.now() - probedMs >= PROBE_MS) {
      stopped = hasStopped(logPath);
      probedMs = performance.now();
    }
    for (const batch of readBatches(reader, decoder)) {
      yield batch;
      if (batch.at(-1)?.event.type === "zig_session_ended") return;
    }
    if (stopped) {
      decoder.tellTorn(reader.torn);
      return;
    }
    await changes.wait(POLL_MS);
  }
}

function hasStopped(logPath: string): boolean {
  const state = sessionState(logPath, null);
  return state !== "running" && state !== "idle";
}

/** Ends a batch at the end of the session, behind which there is nothing, and at a size that bounds the memory. */
function* readBatches(reader: LineReader, decoder: LogDecoder): Generator<FollowedBatch> {
  let batch: FollowedEvent[] = [], chars = 0;
  for (const followed of readEvents(reader, decoder)) {
    batch.push(followed);
    chars += followed.text.length;
    if (chars >= BATCH_CHARS || followed.event.type === "zig_session_ended") {
      yield batch;
      batch = [];
      chars = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

function* readEvents(reader: LineReader, decoder: LogDecoder): Generator<FollowedEvent> {
  for (const line of reader.read()) {
    const event = decoder.decode(line);
    if (isEvent(event)) yield { event, text: line.text };
    else yield* decoder.recover(line, event);
  }
}

/** Wakes up when a file changes. A watch can be refused, or go deaf, and so only shortens the wait. */
class FileChanges implements Disposable {
  readonly #watcher: fs.FSWatcher | undefined;
  #changed = false;
  #wake = () => {};

  constructor(path: string) {
    try {
      this.#watcher = fs.watch(path, () => {
        this.#changed = true;
        this.#wake();
      });
      this.#watcher.on("error", () => {});
    } catch {
      // Such as: the user's limit of watches is reached.
    }
  }

  /** Until the next change, at most `timeoutMs`; at once when there was one since the last wait. */
  async wait(timeoutMs: number): Promise<void> {
    if (!this.#changed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (this.#changed) await sleep(SETTLE_MS);
    this.#changed = false;
  }

  [Symbol.dispose](): void {
    this.#watcher?.close();
  }
}
