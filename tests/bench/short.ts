import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { hasTool, measureCase } from "./measure_case.ts";
import { START_CASES } from "./start_cases.ts";
import { THROUGHPUT_CASES } from "./throughput_cases.ts";

// deno task bench:short: three runs of one pair each of the cases that matter most. A busy machine is no reason to fail: a
// case does so only when it takes more than three times its target in all three.

const RUNS = 3, MARGIN = 3;
const NAMES = ["cat", "cat-pipe", "cat-long", "cat-short", "cat-quotes", "true"];

const program = `'${fileURLToPath(new URL("../../dist/zig-session", import.meta.url))}'`;
for (const one of [...THROUGHPUT_CASES, ...START_CASES]) {
  const { name, title, needs, peerName, maxRatio = Infinity } = one;
  if (!NAMES.includes(name)) continue;
  const missing = needs.filter((tool) => !hasTool(tool));
  if (missing.length > 0) {
    process.stdout.write(`skipped: not installed: ${missing.join(", ")}  (${name})\n`);
    continue;
  }
  const ratios: number[] = [], isGood = (ratio: number) => ratio <= MARGIN * maxRatio;
  while (ratios.length < RUNS && !ratios.some(isGood)) {
    const folder = fs.mkdtempSync(join(os.tmpdir(), "zig-session-bench-"));
    try {
      ratios.push(measureCase({ ...one, pairs: 1 }, { folder, program }).ratio);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
  const isMet = ratios.some(isGood);
  const told = ratios.map((ratio) => ratio.toFixed(2)).join(", ");
  process.stdout.write(
    `${
      isMet ? "ok" : "FAILED"
    }: ${told} × ${peerName}, at most ${MARGIN} × ${maxRatio}: ${title}\n`,
  );
  if (!isMet) process.exitCode = 1;
}
