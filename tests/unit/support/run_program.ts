import { spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** How a program ended, and what it said. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface RunningProgram {
  kill(signal: NodeJS.Signals): void;
  /** Fulfilled when it has written to stdout, or ended. */
  readonly spoken: Promise<void>;
  readonly outcome: Promise<Outcome>;
}

/** The command line that runs `programs/<name>.ts` on the runtime that runs the tests. */
export function programCommand(name: string): string[] {
  const file = fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url));
  return [process.execPath, ...("Deno" in globalThis ? ["run", "-A", "--quiet"] : []), file];
}

/** Runs `programs/<name>.ts` with these words to its end. */
export function runProgram(name: string, ...words: string[]): Promise<Outcome> {
  return startProgram(name, ...words).outcome;
}

/** Starts `programs/<name>.ts` with these words. */
export function startProgram(name: string, ...words: string[]): RunningProgram {
  return start([...programCommand(name), ...words]);
}

/** Runs `programs/<name>.ts` through a shell: `script` prepares what it inherits, and calls it as `exec "$@"`. */
export function runProgramInShell(
  script: string,
  name: string,
  ...words: string[]
): Promise<Outcome> {
  return start(["/bin/sh", "-c", script, "sh", ...programCommand(name), ...words]).outcome;
}

function start([file = "", ...words]: string[]): RunningProgram {
  const child = spawn(file, words);
  const stdout: Uint8Array[] = [], stderr: Uint8Array[] = [];
  child.stderr.on("data", (chunk: Uint8Array) => stderr.push(chunk));
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const text = (chunks: Uint8Array[]) => Buffer.concat(chunks).toString();
      resolve({ code, signal, stdout: text(stdout), stderr: text(stderr) });
    });
  });
  const spoken = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Uint8Array) => {
      stdout.push(chunk);
      resolve();
    });
    child.on("close", () => resolve());
  });
  // Not by child.kill(): Deno then reports this signal, however the program has ended.
  const kill = (signal: NodeJS.Signals) => process.kill(child.pid ?? 0, signal);
  return { kill, spoken, outcome };
}
