import { AppendLog } from "../storage/append_log.ts";
import type { Line } from "../storage/line.ts";
import { pause } from "../runtime/pause.ts";
import { StorageError } from "../storage/errors.ts";
import { encodeEvent, encodeOutput, type EventHead } from "./encode_event.ts";
import type { OutputStream, SessionEventKind } from "./event.ts";
import { eventsBackwards } from "./reading/log_tail.ts";
import { laterTimestamp, timestamp } from "./timestamp.ts";

/** Lines of one stream, to be logged as one event each. */
export interface OutputBatch {
  readonly stepName: string;
  readonly stream: OutputStream;
  readonly lines: readonly string[];
}

const LOCK_WAIT_MS = 5000, LOCK_PAUSE_MS = 1;

/** The log of one session as its writers share it: gives every event its `seq` and `ts`, and nothing after the end. */
export class SessionLog {
  readonly sessionId: string;
  readonly #log: AppendLog;
  #lastSeq = 0;
  #lastTs = "";
  #ended = false;

  private constructor(sessionId: string, log: AppendLog) {
    this.sessionId = sessionId;
    this.#log = log;
  }

  /** Makes the log of a new session. Throws StorageError. */
  static create(path: string, sessionId: string): SessionLog {
    return new SessionLog(sessionId, AppendLog.create(path));
  }

  /** Opens a log that another writer has made. Throws StorageError. */
  static open(path: string, sessionId: string): SessionLog {
    return new SessionLog(sessionId, AppendLog.open(path));
  }

  /** The `ts` of the last event that was written. */
  get lastTs(): string {
    return this.#lastTs;
  }

  get path(): string {
    return this.#log.path;
  }

  /** Appends events, or none once the session has ended. Waits up to 5 s for the lock. Throws StorageError. */
  append(...kinds: SessionEventKind[]): void {
    const deadline = performance.now() + LOCK_WAIT_MS;
    while (!this.#tryCompose((head) => this.#encode(head, kinds))) {
      if (performance.now() > deadline) {
        throw new StorageError(
          `Could not write the log "${this.path}"`,
          `another process has kept it locked for ${LOCK_WAIT_MS / 1000} s`,
          "Find it with lsof or fuser",
        );
      }
      pause(LOCK_PAUSE_MS);
    }
  }

  /** Appends lines of output in one write; returns false, at once, while another writer has the lock. Throws StorageError. */
  tryAppendOutput(batches: readonly OutputBatch[]): boolean {
    return this.#tryCompose((head) => {
      let text = "", { seq } = head;
      for (const { stepName, stream, lines } of batches) {
        text += encodeOutput({ ...head, seq }, stepName, stream, lines);
        seq += lines.length;
      }
      this.#lastSeq = seq - 1;
      return text;
    });
  }

  /** Hands the log to the device and closes it. Throws StorageError. */
  close(): void {
    try {
      this.#log.sync();
    } finally {
      this.#log.close();
    }
  }

  #encode(head: EventHead, kinds: readonly SessionEventKind[]): string {
    let text = "", { seq } = head;
    for (const kind of kinds) {
      text += encodeEvent({ ...head, seq: seq++ }, kind);
      if (kind.type === "zig_session_ended") {
        this.#ended = true;
        break;
      }
    }
    this.#lastSeq = seq - 1;
    return text;
  }

  #tryCompose(compose: (head: EventHead) => string): boolean {
    if (this.#ended) return true;
    const lastSeq = this.#lastSeq;
    try {
      return this.#log.tryAppend((tail) => {
        if (tail) this.#catchUp(tail);
        if (this.#ended) return "";
        this.#lastTs = laterTimestamp(this.#lastTs, timestamp());
        return compose({
          seq: this.#lastSeq + 1,
          ts: this.#lastTs,
          zig_session_id: this.sessionId,
        });
      });
    } catch (error) {
      // Nothing of it is in the log, so nothing of it counts.
      this.#lastSeq = lastSeq;
      this.#ended = false;
      throw error;
    }
  }

  /** Goes on from the last whole event that other writers have left. */
  #catchUp(tail: Iterable<Line>): void {
    const [last] = eventsBackwards(tail, this.path);
    if (!last) return;
    this.#lastSeq = last.seq;
    this.#lastTs = laterTimestamp(this.#lastTs, last.ts);
    this.#ended = last.type === "zig_session_ended";
  }
}
