import { startWorker } from "../runtime/worker.ts";

/** What the heartbeat's thread is given. */
export interface HeartbeatTask {
  readonly logPath: string;
  readonly sessionId: string;
  readonly intervalSecs: number;
  /** One number: 0 to go on, 1 to stop. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

// A command that is over sooner needs no thread; intervals up to a second cannot wait for that.
const START_DELAY_MS = 200, AT_ONCE_UP_TO_SECS = 1;

/**
 * Writes a heartbeat every `intervalSecs` from a thread of its own, so that a busy main thread still shows as alive.
 * Returns what stops it. `onError` hears of a thread that cannot be started or cannot write.
 */
export function startHeartbeat(
  logPath: string,
  sessionId: string,
  intervalSecs: number,
  onError: (error: Error) => void,
  startDelayMs: number = intervalSecs <= AT_ONCE_UP_TO_SECS ? 0 : START_DELAY_MS,
): () => void {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const task: HeartbeatTask = { logPath, sessionId, intervalSecs, stop };
  const start = () => {
    const module = new URL("./heartbeat_worker.ts", import.meta.url);
    startWorker({ module, embedded: "./src/session/heartbeat_worker.ts" }, task, onError);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  if (startDelayMs === 0) start();
  else {
    timer = setTimeout(start, startDelayMs);
    // Deno's setTimeout gives a number in some versions of its types, Node's an object.
    (timer as { unref?: () => void }).unref?.();
  }
  return () => {
    clearTimeout(timer);
    Atomics.store(stop, 0, 1);
    Atomics.notify(stop, 0);
  };
}
