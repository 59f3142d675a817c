import { spawn } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BenchContext } from "./bench_case.ts";

/** How long lines are on their way, in milliseconds: 99 of 100 at most so long. */
export interface DelayResult {
  readonly name: "delay";
  readonly lines: number;
  readonly stdoutP99Ms: number;
  readonly logP99Ms: number;
}

export const MAX_DELAY_MS = 5;
const LINES = 200, LOOK_MS = 1;

/** Lets a command write the time ten times a second, and looks when it arrives on our stdout and in the log. */
export async function measureDelay({ folder, program }: BenchContext): Promise<DelayResult> {
  const home = join(folder, "home"), sessions = join(home, "logs", "sessions");
  fs.rmSync(home, { recursive: true, force: true });
  const command = `for i in {1..${LINES}}; do echo $EPOCHREALTIME; sleep 0.1; done`;
  const child = spawn("bash", ["-c", `exec ${program} record -q -- bash -c '${command}'`], {
    cwd: folder,
    env: { PATH: "/usr/bin:/bin", ZIG_HOME: home },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const onStdout: number[] = [], inLog: number[] = [];
  child.stdout.on("data", (chunk: Buffer) => note(onStdout, chunk.toString()));
  let isOver = false;
  child.on("exit", () => isOver = true);
  let descriptor: number | undefined, position = 0;
  const buffer = Buffer.alloc(1 << 16);
  // A file watch would be a delay of its own.
  while (!isOver) {
    descriptor ??= openLog(sessions);
    const count = descriptor === undefined
      ? 0
      : fs.readSync(descriptor, buffer, 0, buffer.length, position);
    position += count;
    for (const [, time = ""] of buffer.toString("utf8", 0, count).matchAll(/"line":"([\d.]+)"/g)) {
      note(inLog, time);
    }
    await sleep(LOOK_MS);
  }
  if (descriptor !== undefined) fs.closeSync(descriptor);
  fs.rmSync(home, { recursive: true, force: true });
  return { name: "delay", lines: inLog.length, stdoutP99Ms: p99(onStdout), logP99Ms: p99(inLog) };
}

function note(delays: number[], times: string): void {
  const now = performance.timeOrigin + performance.now();
  for (const time of times.trim().split("\n")) delays.push(now - Number(time) * 1000);
}

function openLog(sessions: string): number | undefined {
  if (!fs.existsSync(sessions)) return undefined;
  const name = fs.readdirSync(sessions).find((file) => file.endsWith(".jsonl"));
  return name === undefined ? undefined : fs.openSync(join(sessions, name), "r");
}

function p99(delays: readonly number[]): number {
  return delays.toSorted((a, b) => a - b)[Math.ceil(delays.length * 0.99) - 1] ?? NaN;
}
