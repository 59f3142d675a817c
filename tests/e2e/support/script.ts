import { spawn } from "node:child_process";
import process from "node:process";
import { text } from "node:stream/consumers";
import { type Program, quoted } from "./program.ts";
import type { Scratch } from "./scratch.ts";

/** What a script of bash has printed, and its exit code. */
export interface ScriptResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

const TIMEOUT_MS = 60_000;

/**
 * Runs a bash script in the scratch folder. `"${R[@]}"` stands for what wraps a command: the program's
 * `record --quiet --`, or nothing when there is no program, so that one script tells both stories. `"${Z[@]}"` is the
 * program itself. Bytes come back as latin1, one character each.
 */
export async function runScript(
  scratch: Scratch,
  program: Program | undefined,
  script: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ScriptResult> {
  const wrap = program
    ? `Z=(${quoted(program.words)}); R=("\${Z[@]}" record --quiet --)`
    : "Z=(false); R=()";
  const child = spawn("bash", ["-c", `${wrap}\n${script}`], {
    cwd: scratch.work,
    env: { ...process.env, ZIG_HOME: scratch.home, LC_ALL: "C.UTF-8", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  child.stdout.setEncoding("latin1");
  child.stderr.setEncoding("latin1");
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const own = (said: string) => said.replaceAll(CACHE_BUSY, "");
  return { stdout: own(stdout), stderr: own(stderr), code };
}

/** What Deno itself says on stderr, or in a terminal, when it finds its cache locked by another Deno; nothing of ours. */
export const CACHE_BUSY = /^Failed to open cache file .*\n/gm;

/** A text of `stdout` that was read as latin1, as the UTF-8 that it is. */
export function utf8(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString();
}
