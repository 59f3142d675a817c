import process from "node:process";
import { bun } from "./ffi/bun.ts";

/** Where a worker's code is: its module in the sources, and its path from the build's root in the executable. */
export interface WorkerSource {
  readonly module: URL;
  readonly embedded: string;
}

/**
 * Starts a thread that does not keep the process alive. `onError` hears of a thread that fails to load or dies of an
 * error; it is never thrown.
 */
export function startWorker(
  source: WorkerSource,
  workerData: unknown,
  onError: (error: Error) => void,
): void {
  try {
    // Loaded here, because most commands are over before they need a thread.
    const { Worker } = process.getBuiltinModule("node:worker_threads");
    // In an executable made by Bun, import.meta.url is of the machine that built it, or lies in a virtual folder.
    const embedded = bun?.main.startsWith("/$bunfs/") ?? false;
    const worker = new Worker(embedded ? source.embedded : source.module, { workerData });
    worker.unref();
    worker.on(
      "error",
      (error) => onError(error instanceof Error ? error : new Error(String(error))),
    );
  } catch (error) {
    onError(error as Error);
  }
}
