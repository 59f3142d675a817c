import { constants } from "node:os";
import process from "node:process";
import { bun, type BunRuntime } from "../ffi/bun.ts";
import { keepExitStatuses } from "./child_signals.ts";
import { inheritedDescriptors } from "./inheritance.ts";
import { type ChildProcess, type ExitStatus, type ProgramRequest, SpawnError } from "./spawn.ts";

/**
 * Starts a program with our own streams and without the C library, for where that cannot be called. Signals that are ignored
 * here and the limit of open files do not reach it as we got them. Throws {@link SpawnError}.
 */
export function spawnInheriting(request: ProgramRequest): ChildProcess {
  keepExitStatuses();
  const { pid, ended } = bun ? spawnWithBun(bun, request) : spawnWithDeno(request);
  let isOver = pid === undefined;
  const exited = ended.finally(() => isOver = true);
  const kill = (signal: number) => {
    try {
      if (!isOver && pid !== undefined) process.kill(pid, signal);
    } catch {
      // It has just ended.
    }
  };
  return { pid: pid ?? -1, exited, kill };
}

interface Started {
  readonly pid: number | undefined;
  readonly ended: Promise<ExitStatus>;
}

/** Not `node:child_process`: on Bun 1.4.5 that says that who was killed by a real-time signal has ended with 0. */
function spawnWithBun(runtime: BunRuntime, request: ProgramRequest): Started {
  const { path, argv, environment } = request;
  const child = refusable(() =>
    runtime.spawn([text(path), ...argv.slice(1).map(text)], {
      argv0: text(argv[0] ?? path),
      env: { ...process.env, ...environment },
      stdio: streams(),
    })
  );
  const ended = child.exited.then((code): ExitStatus => {
    const { signalCode } = child;
    if (signalCode === null) return { code };
    return { signal: typeof signalCode === "number" ? signalCode : constants.signals[signalCode] };
  });
  return { pid: child.pid, ended };
}

function spawnWithDeno({ path, argv, environment }: ProgramRequest): Started {
  const { spawn } = process.getBuiltinModule("node:child_process");
  const child = refusable(() =>
    spawn(text(path), argv.slice(1).map(text), {
      argv0: text(argv[0] ?? path),
      env: { ...process.env, ...environment },
      stdio: "inherit",
    })
  );
  const ended = new Promise<ExitStatus>((resolve) => {
    // That it could not be started is told too late to say more than that.
    child.on("error", () => resolve({ code: 126 }));
    child.on("exit", (code, signal) => {
      resolve(signal === null ? { code: code ?? 1 } : { signal: constants.signals[signal] });
    });
  });
  return { pid: child.pid, ended };
}

function refusable<T>(start: () => T): T {
  try {
    return start();
  } catch (error) {
    throw new SpawnError((error as NodeJS.ErrnoException).code ?? (error as Error).message);
  }
}

/** Ours, and each that we have inherited at its own number; the numbers between stay free. */
function streams(): ("inherit" | "ignore" | number)[] {
  const inherited = new Set(inheritedDescriptors());
  return Array.from({ length: Math.max(2, ...inherited) + 1 }, (_, descriptor) => {
    if (descriptor <= 2) return "inherit";
    return inherited.has(descriptor) ? descriptor : "ignore";
  });
}

function text(word: string | Uint8Array): string {
  return typeof word === "string" ? word : new TextDecoder().decode(word);
}
