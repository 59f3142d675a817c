import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import type { BenchCase, BenchContext } from "./bench_case.ts";

/** The figures of a case; times are medians in milliseconds. */
export interface CaseResult {
  readonly name: string;
  readonly title: string;
  readonly peerName: string;
  readonly oursMs: number;
  readonly peerMs: number;
  /** The median of the ratios of each pair. */
  readonly ratio: number;
  readonly maxRatio: number | undefined;
  /** Of the largest of our processes, in MiB; undefined where GNU time is missing. */
  readonly peakMiB: number | undefined;
  readonly pairs: number;
}

const DEFAULT_PAIRS = 7, GNU_TIME = "/usr/bin/time";

/** Whether a tool can be run here. */
export function hasTool(name: string): boolean {
  return spawnSync("bash", ["-c", `command -v ${name}`]).status === 0;
}

/** Runs both in turn, A B A B, so that what slows the machine down slows both. */
export function measureCase(one: BenchCase, context: BenchContext): CaseResult {
  const { name, title, peerName, maxRatio, pairs = DEFAULT_PAIRS } = one;
  const { ours, peer, fresh } = one.prepare(context);
  const clear = () => {
    for (const folder of fresh) {
      fs.rmSync(join(context.folder, folder), { recursive: true, force: true });
    }
  };
  const oursMs: number[] = [], peerMs: number[] = [], peaks: number[] = [];
  const runBoth = () => {
    clear();
    const own = run(ours, context);
    clear();
    return { own, other: run(peer, context) };
  };
  // What is read or compiled for the first time is not the point.
  if (pairs > 1) runBoth();
  for (let pair = 0; pair < pairs; pair++) {
    const { own, other } = runBoth();
    oursMs.push(own.ms);
    peerMs.push(other.ms);
    if (own.peakMiB !== undefined) peaks.push(own.peakMiB);
  }
  clear();
  return {
    name,
    title,
    peerName,
    oursMs: median(oursMs),
    peerMs: median(peerMs),
    ratio: median(oursMs.map((ms, index) => ms / (peerMs[index] ?? NaN))),
    maxRatio,
    peakMiB: peaks.length > 0 ? Math.max(...peaks) : undefined,
    pairs,
  };
}

interface Run {
  readonly ms: number;
  readonly peakMiB: number | undefined;
}

function run(command: string, { folder }: BenchContext): Run {
  const peakFile = join(folder, "peak");
  const words = ["bash", "-c", command];
  if (fs.existsSync(GNU_TIME)) words.unshift(GNU_TIME, "-f", "%M", "-o", peakFile);
  const [program = "bash", ...args] = words;
  const startedMs = performance.now();
  const { status, stderr } = spawnSync(program, args, {
    cwd: folder,
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: folder },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ms = performance.now() - startedMs;
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  if (!fs.existsSync(peakFile)) return { ms, peakMiB: undefined };
  return { ms, peakMiB: Number(fs.readFileSync(peakFile, "utf8").trim()) / 1024 };
}

/** The middle one; of an even number the upper. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
