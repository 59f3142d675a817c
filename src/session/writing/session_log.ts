import fs from "node:fs";
import { AppendLog, type Tail } from "../../storage/append_log.ts";
import { Backoff } from "../../runtime/backoff.ts";
import { StorageError } from "../../storage/errors.ts";
import { eventsAfter, isFreshBeatIn } from "./earlier_events.ts";
import { encodeBatches, encodeEvent, type EventHead, type OutputBatch } from "./encode_event.ts";
import { encodeBlocks, type OutputBlock } from "./encode_output.ts";
import type { SessionEventKind, SessionLogEvent } from "../event.ts";
import { LogEnd } from "./log_end.ts";
import { eventsBackwards, readEventsBackwards } from "../reading/following/log_tail.ts";
import { laterTimestamp, timestamp } from "./timestamp.ts";

/** What has become of blocks of output. */
export interface AppendedBlocks {
  /** How many bytes of them are done with. */
  readonly taken: number;
  /** How many bytes they are in the log. */
  readonly logBytes: number;
}

/** The log of one session as its writers share it: gives every event its `seq` and `ts`, and nothing after the end. */
export class SessionLog {
  readonly sessionId: string;
  readonly #log: AppendLog;
  readonly #end = new LogEnd();

  private constructor(sessionId: string, log: AppendLog) {
    this.sessionId = sessionId;
    this.#log = log;
  }

  /** Makes the log of a new session. Throws StorageError. */
  static create(path: string, sessionId: string): SessionLog {
    return new SessionLog(sessionId, AppendLog.create(path));
  }

  /** Opens a log that another writer has made, or what replaces it before {@link settle} or the first event. Throws StorageError. */
  static open(path: string, sessionId: string): SessionLog {
    return new SessionLog(sessionId, AppendLog.open(path));
  }

  /** The `ts` of the last event that was written. */
  get lastTs(): string {
    return this.#end.ts;
  }

  get logPath(): string {
    return this.#log.path;
  }

  /** Whether the session is known to have ended, by whichever process. */
  get ended(): boolean {
    return this.#end.ended;
  }

  /** Waits for who replaces the log, so that what is read of it from now on is what we append to. As {@link append}. */
  settle(): void {
    this.#composeInTime(() => "");
  }

  /**
   * Appends events, or none once the session has ended: then it returns false. Waits for the lock as {@link Backoff} does. Throws
   * StorageError.
   */
  append(...kinds: SessionEventKind[]): boolean {
    if (this.#end.ended) return false;
    let isOpen = false;
    this.#composeInTime((head) => {
      isOpen = !this.#end.ended;
      return isOpen ? this.#encode(head, kinds) : "";
    });
    return isOpen;
  }

  /** As {@link append}, but returns false and appends nothing also when others have written more than heartbeats. */
  appendUnlessShared(kind: SessionEventKind): boolean {
    let isOurs = false;
    this.#composeInTime((head) => {
      isOurs = !this.#end.shared && !this.#end.ended;
      return isOurs ? this.#encode(head, [kind]) : "";
    });
    return isOurs;
  }

  /**
   * Appends what `decide` makes, under the lock, of the events but output that stand behind the number `after`, in their
   * order. Throws what `decide` throws, and then appends nothing; StorageError as {@link append}.
   */
  appendAfter(
    after: number,
    decide: (since: readonly SessionLogEvent[]) => readonly SessionEventKind[],
  ): void {
    this.#composeInTime((head, tail) => {
      const since = this.#end.seq <= after
        ? []
        : tail
        ? eventsBackwards(tail(), this.logPath)
        : readEventsBackwards(this.logPath);
      const kinds = decide(eventsAfter(after, since));
      return this.#end.ended ? "" : this.#encode(head, kinds);
    });
  }

  /** Appends a heartbeat, unless another process that records the session has just written one. As {@link append}. */
  beat(intervalSecs: number): void {
    this.#composeInTime((head, tail) => {
      const hasBeat = tail && isFreshBeatIn(eventsBackwards(tail(), this.logPath), intervalSecs);
      if (this.#end.ended || hasBeat) return "";
      return this.#encode(head, [{ type: "heartbeat", interval_secs: intervalSecs }]);
    });
  }

  /**
   * Appends lines of output and the event behind them in one write, or nothing once the session has ended. `kindOf` makes
   * the event, given the number of the first of them. As {@link append}.
   */
  appendBehind(
    batches: readonly OutputBatch[],
    kindOf: (firstSeq: number) => SessionEventKind,
  ): void {
    this.#composeInTime((head, _tail, previousTs) => {
      if (this.#end.ended) return "";
      const { text, last } = encodeBatches(head, batches, previousTs);
      const ts = this.#end.ts = laterTimestamp(last.ts, head.ts);
      return text + this.#encode({ ...head, ts, seq: last.seq + 1 }, [kindOf(head.seq)]);
    });
  }

  /**
   * Appends lines of output in one write, until it has `limitBytes`. Once the session has ended, all are done with and none
   * appended. Returns undefined, at once, while another writer has the lock. Throws StorageError.
   */
  tryAppendBlocks(
    blocks: readonly OutputBlock[],
    limitBytes: number,
  ): AppendedBlocks | undefined {
    let done = { taken: blocks.reduce((sum, { bytes }) => sum + bytes.length, 0), logBytes: 0 };
    if (this.#end.ended) return done;
    const isDone = this.#tryCompose((head) => {
      if (this.#end.ended) return "";
      const encoded = encodeBlocks(head, blocks, limitBytes);
      this.#end.seq = head.seq + encoded.count - 1;
      done = { taken: encoded.taken, logBytes: encoded.log.length };
      return encoded.log;
    });
    return isDone ? done : undefined;
  }

  /** Hands the log to the device and closes it. Throws StorageError. */
  close(): void {
    try {
      this.#log.sync();
    } finally {
      this.#log.close();
    }
  }

  #composeInTime(compose: ComposeEvents): void {
    let backoff: Backoff | undefined;
    while (!this.#tryCompose(compose)) {
      backoff ??= new Backoff(() => sizeOf(this.logPath));
      if (backoff.wait()) continue;
      throw new StorageError(
        `Could not write the log "${this.logPath}"`,
        "other processes keep it locked",
        "Find them with lsof or fuser",
      );
    }
  }

  #encode(head: EventHead, kinds: readonly SessionEventKind[]): string {
    let text = "", { seq } = head;
    for (const kind of kinds) {
      text += encodeEvent({ ...head, seq: seq++ }, kind);
      if (kind.type === "zig_session_ended") {
        this.#end.ended = true;
        break;
      }
    }
    this.#end.seq = seq - 1;
    return text;
  }

  #tryCompose(compose: ComposeEvents): boolean {
    const before = { seq: this.#end.seq, ended: this.#end.ended };
    try {
      return this.#log.tryAppend((tail) => {
        if (tail) this.#end.catchUp(tail, this.logPath);
        const previousTs = this.#end.ts;
        this.#end.ts = laterTimestamp(previousTs, timestamp());
        const head = { seq: this.#end.seq + 1, ts: this.#end.ts, zig_session_id: this.sessionId };
        return compose(head, tail, previousTs);
      });
    } catch (error) {
      // Nothing of it is in the log, so nothing of it counts.
      this.#end.seq = before.seq;
      this.#end.ended = before.ended;
      throw error;
    }
  }
}

function sizeOf(path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Makes what is to be appended, behind an event of `previousTs`; `tail` as {@link AppendLog.tryAppend} gives it. */
type ComposeEvents = (
  head: EventHead,
  tail: Tail | undefined,
  previousTs: string,
) => string | Uint8Array;
