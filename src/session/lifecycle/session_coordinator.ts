import type { SessionStatus } from "../event.ts";
import { onEveryWayOut } from "./exit_hooks.ts";
import { startHeartbeat } from "./heartbeat.ts";
import type { ExtraFields } from "../writing/session_options.ts";
import type { SessionWriter } from "../writing/session_writer.ts";

/** How a session is looked after. */
export interface CoordinatorOptions {
  /** Whole seconds between heartbeats; default 10. */
  heartbeatSecs?: number;
  /** Milliseconds until the heartbeat's thread is started at the earliest; default: a tenth of an interval over a second. */
  heartbeatDelayMs?: number;
  /** Whether SIGINT, SIGTERM and SIGHUP end the session and this process; default true. */
  ownSignals?: boolean;
  /** Hears of a heartbeat that cannot be written; the session goes on without. */
  onHeartbeatError?: (error: Error) => void;
}

const HEARTBEAT_SECS = 10;

/**
 * Keeps a session's heartbeat going and sees to it that the session ends, once, whichever way the program goes: without
 * {@link finish} it ends as a failure, as with zig-core's coordinator when it is dropped. One that was joined is left.
 */
export class SessionCoordinator implements Disposable {
  readonly writer: SessionWriter;
  readonly #startedMs = performance.now();
  readonly #stopHeartbeat: () => void;
  readonly #removeHooks: () => void;

  private constructor(writer: SessionWriter, options: CoordinatorOptions) {
    this.writer = writer;
    const { heartbeatSecs = HEARTBEAT_SECS, ownSignals = true, onHeartbeatError = () => {} } =
      options;
    this.#removeHooks = onEveryWayOut(() => this.#finishOnTheWayOut(), ownSignals);
    this.#stopHeartbeat = startHeartbeat(
      writer.logPath,
      writer.sessionId,
      heartbeatSecs,
      onHeartbeatError,
      options.heartbeatDelayMs,
    );
  }

  /** Takes charge of a session that has just been created, or joined. */
  static start(writer: SessionWriter, options: CoordinatorOptions = {}): SessionCoordinator {
    return new SessionCoordinator(writer, options);
  }

  /**
   * Stops the heartbeat and ends the session, with fields of our own; a second call does nothing. Returns its duration in
   * milliseconds. Throws StorageError.
   */
  finish(status: SessionStatus, extra: ExtraFields = {}): number {
    const durationMs = Math.round(performance.now() - this.#startedMs);
    this.#stopHeartbeat();
    this.#removeHooks();
    this.writer.ended(status, durationMs, extra);
    return durationMs;
  }

  /** Stops the heartbeat and leaves the session to those who go on with it. */
  leave(): void {
    this.#stopHeartbeat();
    this.#removeHooks();
    this.writer.close();
  }

  [Symbol.dispose](): void {
    if (this.writer.joined) this.leave();
    else this.finish("failure");
  }

  #finishOnTheWayOut(): void {
    try {
      this[Symbol.dispose]();
    } catch {
      // Nobody is left to hear of it, and the program's own exit code must stand.
    }
  }
}
