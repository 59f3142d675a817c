import fs from "node:fs";
import { workerData } from "node:worker_threads";
import { exitNow } from "./process/exit.ts";
import { BEGUN_AND_ENDED, type TimeGuardTask, WATCHES } from "./time_guard.ts";

// The thread of TimeGuard. It counts its own looks and not the clock, so that a process that was stopped is not late.
const LOOK_MS = 50;
const { state, limitMs, message, exitCode } = workerData as TimeGuardTask;
Atomics.store(state, WATCHES, 1);
Atomics.notify(state, WATCHES);
const never = new Int32Array(new SharedArrayBuffer(4));
for (let last = 0, looks = 0;;) {
  Atomics.wait(never, 0, 0, LOOK_MS);
  const now = Atomics.load(state, BEGUN_AND_ENDED);
  looks = now === last && now % 2 !== 0 ? looks + 1 : 0;
  last = now;
  if (looks * LOOK_MS < limitMs) continue;
  try {
    fs.writeSync(2, message);
  } catch {
    // Nobody is left to tell.
  }
  exitNow(exitCode);
}
