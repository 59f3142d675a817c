import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** One piece of work, done by us and by a peer in turn. */
interface Case {
  readonly name: string;
  readonly ours: string;
  readonly peer: string;
  readonly peerName: string;
}

const PAIRS = 7;
const LINES = 1_000_000;
const SECRETS = 50;

const root = fileURLToPath(new URL("../../", import.meta.url));
const scratch = fs.mkdtempSync(join(os.tmpdir(), "zig-session-bench-"));
const record = `'${root}dist/zig-session' record -q --`;

const CASES: readonly Case[] = [
  {
    name: `record -- cat, ${LINES} lines of 71 bytes, to /dev/null`,
    ours: `${record} cat lines > /dev/null`,
    peer: `script -q -c 'cat lines' typescript > /dev/null`,
    peerName: "script",
  },
  {
    name: "record -- true, start to end",
    ours: `${record} true`,
    peer: `script -q -c true typescript`,
    peerName: "script",
  },
  {
    name: `record -- cat, ${LINES} lines, looking for ${SECRETS} secrets in all their forms`,
    ours:
      `'${root}dist/zig-session' record -q --redact-value-file secrets -- cat lines > /dev/null`,
    peer: `'${root}dist/zig-session' record -q --no-redact -- cat lines > /dev/null`,
    peerName: "--no-redact",
  },
];

try {
  // No real ones, and always the same: half of them have signs that are escaped in many ways.
  const secrets = Array.from({ length: SECRETS }, (_, index) => {
    const hash = createHash("sha256").update(String(index)).digest("base64");
    return index % 2 === 0 ? hash.replace(/[+/=]/g, "x").slice(0, 32) : hash;
  });
  fs.writeFileSync(join(scratch, "secrets"), `${secrets.join("\n")}\n`);
  fs.writeFileSync(
    join(scratch, "lines"),
    Array.from({ length: LINES }, (_, index) => `${String(index).padStart(12)}${" .".repeat(29)}\n`)
      .join(""),
  );
  const results = CASES.map(measure);
  fs.mkdirSync(join(root, "dist"), { recursive: true });
  fs.writeFileSync(join(root, "dist", "bench.json"), JSON.stringify(results, null, 2));
  for (const result of results) process.stdout.write(`${row(result)}\n`);
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}

interface Result {
  readonly name: string;
  readonly peerName: string;
  readonly oursMs: number;
  readonly peerMs: number;
  readonly ratio: number;
}

/** Runs both in turn, A B A B, so that what slows the machine down slows both; the figures are medians. */
function measure({ name, ours, peer, peerName }: Case): Result {
  const oursMs: number[] = [], peerMs: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    oursMs.push(time(ours));
    peerMs.push(time(peer));
  }
  const ratio = median(oursMs.map((ms, index) => ms / (peerMs[index] ?? NaN)));
  return { name, peerName, oursMs: median(oursMs), peerMs: median(peerMs), ratio };
}

function row({ name, peerName, oursMs, peerMs, ratio }: Result): string {
  const ours = `${Math.round(oursMs)} ms`.padStart(8),
    peer = `${Math.round(peerMs)} ms`.padStart(8);
  return `${ratio.toFixed(2).padStart(5)} x ${peerName}   ${ours} : ${peer}   ${name}`;
}

function time(command: string): number {
  const home = join(scratch, "home");
  const startedMs = performance.now();
  const { status, stderr } = spawnSync("bash", ["-c", command], {
    cwd: scratch,
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", ZIG_HOME: home },
  });
  const tookMs = performance.now() - startedMs;
  if (status !== 0) throw new Error(`${command} in ${dirname(home)} failed: ${stderr}`);
  // Each run begins with no session behind it, and the disk does not fill.
  fs.rmSync(home, { recursive: true, force: true });
  return tookMs;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
