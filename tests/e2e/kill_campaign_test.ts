import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { decodeEvent, isEvent } from "../../src/session/reading/decoding/decode_event.ts";
import { report, rounds } from "./support/campaign.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

const EXECUTABLE = PROGRAMS.filter(({ name }) => name === "executable");
const ROUNDS = rounds(200);
const SAFE_MS = 100;
const LONGEST_MS = 600;

/** Pauses between lines, in microseconds. */
const SPEEDS = { "100 lines/s": 10_000, "10,000 lines/s": 100, "as fast as it can": 0 };

// Each line says when it was printed, and a file beside says it too, since what is lost cannot tell.
const PRINT = `use Time::HiRes qw(time usleep); $| = 1; open(my $side, ">>", $ARGV[1]); my $n = 0;
  while (1) { my $line = sprintf("%d %.6f\\n", ++$n, time); print $line; syswrite $side, $line; usleep $ARGV[0] if $ARGV[0] }`;

for (const { name, words } of EXECUTABLE) {
  test(`record [${name}] killed by SIGKILL at ${ROUNDS} random moments loses no line older than ${SAFE_MS} ms`, async () => {
    using scratch = new Scratch();
    const [program = "", ...first] = words;
    let lines = 0, torn = 0, newestMissingMs = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const pauses = Object.values(SPEEDS);
      const pause = String(pauses[round % pauses.length]);
      const side = `${scratch.work}/side-${round}`;
      const recorder = spawn(
        program,
        [...first, "record", "-q", "--", "perl", "-e", PRINT, pause, side],
        {
          cwd: scratch.work,
          env: { ...process.env, ZIG_HOME: scratch.home },
          stdio: "ignore",
        },
      );
      const killedSecs = await killAtRandom(recorder, side);
      const [log = ""] = scratch.logs().slice(-1);
      const text = fs.readFileSync(log, "utf8");
      if (!text.endsWith("\n")) torn++;
      const recorded = lastNumber(text);
      for (const [number, printedSecs] of printed(side)) {
        if (printedSecs > killedSecs) break;
        lines++;
        if (number <= recorded) continue;
        newestMissingMs = Math.max(newestMissingMs, (killedSecs - printedSecs) * 1000);
      }
      assert.ok(
        newestMissingMs < SAFE_MS,
        `a line of ${newestMissingMs} ms before the kill is not in ${log}`,
      );
    }
    assert.ok(lines > ROUNDS, "nothing was printed");
    report(
      `${ROUNDS} kills, ${lines} lines printed before them: the oldest one lost was printed ${
        newestMissingMs.toFixed(1)
      } ms before; ${torn} torn logs`,
    );

    const { code, stdout, stderr } = await runScript(
      scratch,
      { name, words },
      `"\${Z[@]}" repair --all --write > repaired; echo "exit $?"; "\${Z[@]}" verify --all > verified; echo "exit $?"; "\${Z[@]}" repair --all`,
    );
    assert.match(stdout, /^exit 0\nexit 0\n/, stderr);
    assert.equal(code, 0);
    const mended = scratch.logs().filter((log) =>
      /"zig_session_ended","status":"failure",[^\n]+\n$/.test(fs.readFileSync(log, "utf8"))
    );
    report(`${mended.length} of ${scratch.logs().length} logs end mended by repair`);
    assert.equal(mended.length, ROUNDS);
  });
}

/** Kills the recorder some time after its command has printed; returns that moment in seconds since the epoch. */
async function killAtRandom(recorder: ChildProcess, side: string): Promise<number> {
  const exited = new Promise((resolve) => recorder.on("exit", resolve));
  while (!fs.existsSync(side) || fs.statSync(side).size === 0) await sleep(2);
  await sleep(Math.random() * LONGEST_MS);
  const killedSecs = Date.now() / 1000;
  recorder.kill("SIGKILL");
  await exited;
  return killedSecs;
}

function lastNumber(log: string): number {
  for (const line of log.split("\n").reverse()) {
    const event = decodeEvent(line);
    if (isEvent(event) && event.type === "step_output") return Number.parseInt(event.line);
  }
  return 0;
}

function printed(side: string): [number: number, secs: number][] {
  return fs.readFileSync(side, "utf8").trimEnd().split("\n").map((line) => {
    const [number, secs] = line.split(" ");
    return [Number(number), Number(secs)];
  });
}
