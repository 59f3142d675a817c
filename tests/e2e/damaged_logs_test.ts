import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import {
  bigDamagedLogs,
  DAMAGED_ID,
  type DamagedLog,
  smallDamagedLogs,
} from "../unit/support/damaged_logs.ts";
import { type Program, PROGRAMS, VIEWING } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";

const TIMEOUT_SECS = 20;
/** More than what reading an empty log takes, which is what the runtime itself needs. */
const MEMORY_KIB = 200 << 10;

// getrusage(RUSAGE_CHILDREN) of the process that waits: its ru_maxrss is the most that any of them has held.
const MEASURE = `$code = system(@ARGV) >> 8; $usage = "\\0" x 144; syscall(98, -1, $usage);
  open(F, ">", "peak"); print F (unpack("q*", $usage))[4]; close(F); exit $code`;

const skipped = process.arch === "x64" && process.platform === "linux" && hasPerl()
  ? ""
  : " (skipped: needs perl on Linux x64)";

for (const program of VIEWING) {
  test(`Reading commands [${program.name}] get through every damaged log${skipped}`, async () => {
    if (skipped) return;
    for (const log of smallDamagedLogs()) await checkLog(program, log);
  });
}

for (const program of PROGRAMS) {
  test(
    `Reading commands [${program.name}] get through hostile logs in little memory${skipped}`,
    async () => {
      if (skipped) return;
      const empty = await peaksOf(program, { name: "empty", content: Buffer.from("") });
      for (const log of bigDamagedLogs()) {
        const peaks = await checkLog(program, log);
        for (const [command, peak] of peaks) {
          const more = peak - (empty.get(command) ?? 0);
          assert.ok(more < MEMORY_KIB, `${command} of ${log.name} took ${more} KiB`);
        }
      }
    },
  );

  test(`Reading commands [${program.name}] refuse what has the name of a log and is none`, async () => {
    using scratch = new Scratch();
    for (const make of [fs.mkdirSync, makePipe]) {
      const path = place(scratch, "");
      fs.rmSync(path);
      make(path);
      const script = `for c in list status show listen; do
        timeout ${TIMEOUT_SECS} "\${Z[@]}" $c > out 2> err; echo "$? $(wc -l < err)"; cat err >&2; done`;
      const { stdout, stderr } = await runScript(scratch, program, script);
      assert.equal(stdout, "0 0\n0 0\n2 1\n2 1\n", stderr);
      assert.doesNotMatch(stderr, /^\s+at /m);
      fs.rmSync(path, { recursive: true });
    }
  });
}

const COMMANDS = ["list", "status", "show", "show --json", "listen", "listen --json"];

/** Runs the reading commands on a log. Returns the peak of each one's memory in KiB. */
async function checkLog(program: Program, log: DamagedLog): Promise<Map<string, number>> {
  const outcomes = await runCommands(program, log);
  const isEnded = log.seqs.includes(5);
  for (const [command, { code, stdout, stderr }] of outcomes) {
    const where = `${command} of ${log.name}: ${stderr}`;
    const expected = command.startsWith("listen") && !isEnded ? 3 : 0;
    assert.equal(code, expected, where);
    assert.doesNotMatch(stderr, /^\s+at |Error/m, where);
    if (!command.endsWith("--json")) assert.doesNotMatch(stdout, /[\0-\x08\x0b-\x1f\x7f]/, where);
  }
  const output = (command: string) => outcomes.get(command)?.stdout ?? "";
  assert.match(output("list"), isEnded ? /completed/ : /crashed/, log.name);
  assert.match(output("show"), isEnded ? /completed/ : /crashed/, log.name);
  const shown = JSON.parse(output("show --json")) as { damage: { first_offset: number | null } };
  assert.equal(shown.damage.first_offset, log.damage[0] ?? null, log.name);
  const listened = output("listen --json").split("\n").filter((line) => line !== "");
  const seqs = listened.map((line) => (JSON.parse(line) as { seq: number }).seq);
  assert.deepEqual(seqs, log.seqs, log.name);
  return new Map([...outcomes].map(([command, { peak }]) => [command, peak]));
}

interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly peak: number;
}

async function peaksOf(
  program: Program,
  log: Pick<DamagedLog, "name" | "content">,
): Promise<Map<string, number>> {
  const outcomes = await runCommands(program, log);
  return new Map([...outcomes].map(([command, { peak }]) => [command, peak]));
}

async function runCommands(
  program: Program,
  { content }: Pick<DamagedLog, "content">,
): Promise<Map<string, CommandOutcome>> {
  using scratch = new Scratch();
  place(scratch, content);
  const outcomes = new Map<string, CommandOutcome>();
  for (const command of COMMANDS) {
    const script = `perl -e '${MEASURE}' timeout ${TIMEOUT_SECS} "\${Z[@]}" ${command}`;
    const { code, stdout, stderr } = await runScript(scratch, program, script);
    const peak = Number(fs.readFileSync(join(scratch.work, "peak"), "utf8"));
    outcomes.set(command, { code: code ?? -1, stdout: utf8(stdout), stderr: utf8(stderr), peak });
  }
  return outcomes;
}

/** Puts a log into the scratch home, with an entry in the index that does not know how it ended. Returns its path. */
function place({ home }: Scratch, content: string | Uint8Array): string {
  const sessions = join(home, "logs", "sessions"), path = join(sessions, `${DAMAGED_ID}.jsonl`);
  fs.mkdirSync(sessions, { recursive: true });
  fs.writeFileSync(path, content);
  const entry = {
    zig_session_id: DAMAGED_ID,
    workflow_name: "make",
    workflow_path: "/usr/bin/make",
    log_path: path,
    started_at: "2026-01-02T03:04:01.000000+00:00",
    ended_at: null,
    status: null,
    workspace_path: home,
  };
  fs.writeFileSync(join(home, "logs", "index.json"), JSON.stringify({ sessions: [entry] }));
  return path;
}

function makePipe(path: string): void {
  execFileSync("mkfifo", [path]);
}

function hasPerl(): boolean {
  try {
    execFileSync("perl", ["-e", "1"]);
    return true;
  } catch {
    return false;
  }
}
