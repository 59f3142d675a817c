import { startWorker } from "../../runtime/worker.ts";

/** What the heartbeat's thread is given. */
export interface HeartbeatTask {
  readonly logPath: string;
  readonly sessionId: string;
  readonly intervalSecs: number;
  /** Milliseconds until the first. */
  readonly firstMs: number;
  /** One number: 0 to go on, 1 to stop. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** A thread takes 20 ms of CPU time to start: most commands are over before a tenth of an interval, or a second. */
const LONGEST_DELAY_MS = 1000, DELAY_MS_PER_SEC = 100;
/** Such intervals cannot wait. */
const AT_ONCE_UP_TO_SECS = 1;

/**
 * Writes a heartbeat every `intervalSecs` from a thread of its own, so that a busy main thread still shows as alive.
 * Returns what stops it. `onError` hears of a thread that cannot be started or cannot write. The thread is started after
 * `leastDelayMs` at the earliest.
 */
export function startHeartbeat(
  logPath: string,
  sessionId: string,
  intervalSecs: number,
  onError: (error: Error) => void,
  leastDelayMs = 0,
): () => void {
  const usualDelayMs = intervalSecs <= AT_ONCE_UP_TO_SECS ? 0 : intervalSecs * DELAY_MS_PER_SEC;
  const delayMs = Math.max(leastDelayMs, Math.min(usualDelayMs, LONGEST_DELAY_MS));
  const firstMs = Math.max(0, intervalSecs * 1000 - delayMs);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const task: HeartbeatTask = { logPath, sessionId, intervalSecs, firstMs, stop };
  const start = () => {
    const module = new URL("./heartbeat_worker.ts", import.meta.url);
    startWorker({ module, embedded: "./src/session/lifecycle/heartbeat_worker.ts" }, task, onError);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  if (delayMs === 0) start();
  else {
    timer = setTimeout(start, delayMs);
    // Deno's setTimeout gives a number in some versions of its types, Node's an object.
    (timer as { unref?: () => void }).unref?.();
  }
  return () => {
    clearTimeout(timer);
    Atomics.store(stop, 0, 1);
    Atomics.notify(stop, 0);
  };
}
