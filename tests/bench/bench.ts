import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { BenchCase, BenchContext } from "./bench_case.ts";
import { type CaseResult, hasTool, measureCase } from "./measure_case.ts";
import { type DelayResult, MAX_DELAY_MS, measureDelay } from "./measure_delay.ts";
import { READING_CASES } from "./reading_cases.ts";
import { START_CASES } from "./start_cases.ts";
import { THROUGHPUT_CASES } from "./throughput_cases.ts";

// deno task bench [name…]: all cases, or those whose names are given or begin with what is given and `*`.

const CASES: readonly BenchCase[] = [...THROUGHPUT_CASES, ...START_CASES, ...READING_CASES];
const DELAY = "delay", MAX_PEAK_MIB = 120;
const root = fileURLToPath(new URL("../../", import.meta.url));
const wanted = process.argv.slice(2);
const known = [...CASES.map(({ name }) => name), DELAY];
const unknown = wanted.filter((word) => !known.some((name) => matches(name, word)));
if (unknown.length > 0) {
  process.stderr.write(`No case is called ${unknown.join(", ")}. There are: ${known.join(", ")}\n`);
  process.exit(2);
}

const results: (CaseResult | DelayResult)[] = [];
process.stdout.write("   ratio  at most       ours       peer      peak  case\n");
for (const one of CASES) {
  if (!isWanted(one.name, one.onRequest)) continue;
  const missing = one.needs.filter((tool) => !hasTool(tool));
  if (missing.length > 0) {
    process.stdout.write(`       -  not installed: ${missing.join(", ")}  (${one.name})\n`);
    continue;
  }
  const result = inScratch((context) => measureCase(one, context));
  results.push(result);
  process.stdout.write(`${rowOf(result)}\n`);
}
if (isWanted(DELAY)) {
  const result = await inScratch(measureDelay);
  results.push(result);
  const { stdoutP99Ms, logP99Ms, lines } = result;
  const isMet = stdoutP99Ms <= MAX_DELAY_MS && logP99Ms <= MAX_DELAY_MS;
  const figures = `${stdoutP99Ms.toFixed(1)} ms to stdout, ${logP99Ms.toFixed(1)} ms to the log`;
  process.stdout.write(
    `${
      isMet ? " " : "!"
    } ${figures} (at most ${MAX_DELAY_MS} ms), p99 of ${lines} lines, ten a second  (${DELAY})\n`,
  );
}
fs.mkdirSync(join(root, "dist"), { recursive: true });
const machine = {
  cores: os.availableParallelism(),
  cpu: os.cpus()[0]?.model,
  kernel: os.release(),
};
const report = { date: new Date().toISOString(), machine, results };
fs.writeFileSync(join(root, "dist", "bench.json"), `${JSON.stringify(report, null, 2)}\n`);

function isWanted(name: string, onRequest = false): boolean {
  return wanted.length === 0 ? !onRequest : wanted.some((word) => matches(name, word));
}

function matches(name: string, word: string): boolean {
  return word.endsWith("*") ? name.startsWith(word.slice(0, -1)) : name === word;
}

/** Each case begins in a folder of its own; promises are waited for. */
function inScratch<T>(action: (context: BenchContext) => T): T {
  const folder = fs.mkdtempSync(join(os.tmpdir(), "zig-session-bench-"));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  let result: T;
  try {
    result = action({ folder, program: `'${join(root, "dist", "zig-session")}'` });
  } catch (error) {
    remove();
    throw error;
  }
  if (result instanceof Promise) return result.finally(remove) as T;
  remove();
  return result;
}

/** A row of the table; `!` stands before one that misses its target. */
function rowOf(result: CaseResult): string {
  const { name, title, peerName, ratio, maxRatio, oursMs, peerMs, peakMiB } = result;
  const isMissed = ratio > (maxRatio ?? Infinity) || (peakMiB ?? 0) > MAX_PEAK_MIB;
  const cells = [
    `${isMissed ? "!" : " "}${ratio.toFixed(2).padStart(7)}`,
    (maxRatio?.toFixed(1) ?? "-").padStart(8),
    `${oursMs.toFixed(oursMs < 100 ? 1 : 0)} ms`.padStart(10),
    `${peerMs.toFixed(peerMs < 100 ? 1 : 0)} ms`.padStart(10),
    (peakMiB === undefined ? "-" : `${Math.round(peakMiB)} MiB`).padStart(9),
  ];
  return `${cells.join(" ")}  ${title} : ${peerName}  (${name})`;
}
