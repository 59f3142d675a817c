import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { test } from "node:test";
import { outputLines } from "./support/log.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

/** Waits, in a script, until a file is there. */
const AWAIT =
  `await() { for _ in $(seq 400); do [ -e "$1" ] && return; sleep 0.02; done; echo "no $1" >&2; exit 99; }`;

for (const program of PROGRAMS) {
  // Twice within a moment: one request to end, but two of what a program may count.
  const deliveries = { TERM: 1, HUP: 1, INT: 1, QUIT: 1, USR1: 2, USR2: 2 };
  for (const [signal, times] of Object.entries(deliveries)) {
    test(`record [${program.name}] hands SIG${signal} on and ends as the command does`, async () => {
      // The system keeps one of a kind: the second of two is sent when the first has been heard.
      const heard = (count: number) =>
        `for _ in $(seq 500); do [ "$(cat got 2> /dev/null | wc -l)" = ${count} ] && break; sleep 0.01; done`;
      const between = times === 1 ? "sleep 0.05" : heard(1);
      const after = times === 1 ? `${heard(1)}; sleep 0.4` : heard(2);
      // "trap -": bash starts what is in the background with INT and QUIT ignored.
      const script = `${AWAIT}
        perl -e '$SIG{INT} = $SIG{QUIT} = "DEFAULT"; exec @ARGV' "\${R[@]}" bash -c \\
          'trap "echo got >> got" ${signal}; touch ready; until [ -e done ]; do sleep 0.02; done; exit 9' &
        await ready; kill -${signal} $!; ${between}; kill -${signal} $!; ${after}; touch done
        wait $!; echo "exit $?"; cat got`;
      using scratch = new Scratch();
      const { stdout, stderr } = await runScript(scratch, program, script);
      assert.equal(stdout, `exit 9\n${"got\n".repeat(times)}`, stderr);
      assert.match(lastLines(scratch, 2), /"step_failed".*"exit_code":9.*\n.*"status":"failure"/);
    });
  }

  test(`record [${program.name}] of a command that traps SIGTERM and exits 0 is a success`, async () => {
    const script = `${AWAIT}
      "\${R[@]}" bash -c 'trap "echo bye; exit 0" TERM; touch ready; while :; do sleep 0.02; done' &
      await ready; kill -TERM $!; wait $!; echo "exit $?"`;
    using scratch = new Scratch();
    assert.equal((await runScript(scratch, program, script)).stdout, "bye\nexit 0\n");
    assert.match(lastLines(scratch, 1), /"zig_session_ended","status":"success"/);
  });

  test(`record [${program.name}] of a command killed by SIGTERM dies of it and ends the session`, async () => {
    const script = `${AWAIT}
      "\${R[@]}" sh -c 'touch ready; exec sleep 30' & await ready; kill -TERM $!; wait $!; echo "exit $?"`;
    using scratch = new Scratch();
    assert.equal((await runScript(scratch, program, script)).stdout, "exit 143\n");
    assertKilledOnce(scratch, /"exit_code":143,"attempt":1,"error":"killed by SIGTERM"/);
  });

  test(`record [${program.name}] of a command killed by SIGKILL ends the session, once`, async () => {
    using scratch = new Scratch();
    const { stdout } = await runScript(
      scratch,
      program,
      `"\${R[@]}" sh -c 'kill -KILL $$'; echo "exit $?"`,
    );
    assert.equal(stdout, "exit 137\n");
    assertKilledOnce(scratch, /"exit_code":137,"attempt":1,"error":"killed by SIGKILL"/);
  });

  test(`record [${program.name}] under timeout(1) ends as the command does bare`, async () => {
    // Its own alarm is what makes timeout(1) act: it comes when the command runs, however long that takes on a busy machine.
    const script = `${AWAIT}
      timeout 600 "\${R[@]}" sh -c 'touch started; exec sleep 30' &
      await started; kill -ALRM $!; wait $!; echo "exit $?"`;
    using scratch = new Scratch();
    assert.equal((await runScript(scratch, program, script)).stdout, "exit 124\n");
    assertKilledOnce(scratch, /"error":"killed by SIGTERM"/);
  });

  test(`record [${program.name}] with a stalled reader: the log grows, the command is signalled at once`, async () => {
    // The reader opens the FIFO and reads nothing until the end; both streams are stalled.
    const script = `${AWAIT}
      mkfifo fifo; sleep 90 < fifo > log 2>&1 & echo $! > reader
      exec 5> fifo
      "\${R[@]}" bash -c 'trap "touch trapped; exit 9" TERM; (seq 1 300000; seq 1 300000 >&2); touch written; while :; do sleep 0.02; done' >&5 2>&5 &
      await written; kill -TERM $!; await trapped; echo signalled
      count() { cat "$ZIG_HOME"/logs/sessions/*.jsonl | grep -c step_output; }
      # To count is slow: only when there may be enough.
      for _ in $(seq 600); do tail -qn 1 "$ZIG_HOME"/logs/sessions/*.jsonl | grep -q '^{"seq":6000' && [ "$(count)" = 600000 ] && break; sleep 0.05; done
      echo "$(count) lines"; sleep 0.3; kill -TERM $!; wait $! ; echo "exit $?"; kill $(cat reader)`;
    using scratch = new Scratch();
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "signalled\n600000 lines\nexit 9\n", stderr);
  });

  test(`record [${program.name}] hands on a steady stream of signals`, async () => {
    // Each is heard before the next is sent: the system keeps one of a kind, and on a busy machine two would be one.
    const script = `${AWAIT}
      heard() { for _ in $(seq 500); do [ "$(cat heard 2> /dev/null)" = $1 ] && return; sleep 0.02; done; }
      "\${R[@]}" bash -c 'n=0; trap "n=\\$((n+1)); echo \\$n > heard" USR1 TERM; touch ready; while [ ! -e done ]; do sleep 0.01; done; echo "$n"' &
      await ready; for n in 1 2 3 4; do kill -USR1 $!; heard $n; sleep 0.1; done
      for n in 5 6 7; do kill -TERM $!; heard $n; sleep 0.4; done
      touch done; wait $!`;
    using scratch = new Scratch();
    assert.equal((await runScript(scratch, program, script)).stdout, "7\n");
  });

  test(`record [${program.name}] whose reader has stalled ends when its command is ended`, async () => {
    // What is read until nothing more can be passed on is 8 MiB: in lines of two bytes, a log of 700 MB.
    const script =
      `mkfifo fifo; exec 5<>fifo; "\${R[@]}" yes "$(printf %0500d 0)" > fifo & size=0 before=
      until [ $size -gt 1000000 ] && [ $size = "$before" ]; do before=$size; sleep 0.1; size=$(cat "$ZIG_HOME"/logs/sessions/*.jsonl 2> /dev/null | wc -c); done
      kill -TERM $!; wait $!; echo "exit $?"`;
    using scratch = new Scratch();
    assert.equal((await runScript(scratch, program, script)).stdout, "exit 143\n");
    assertKilledOnce(scratch, /"error":"killed by SIGTERM"/);
  });

  test(`record [${program.name}] ended by a signal at any moment leaves no session without an end`, async () => {
    // From before the session is made until after its command is over, however fast this machine is now.
    const script =
      `began=$(date +%s%N); "\${R[@]}" sh -c 'sleep 0.03'; whole=$(($(date +%s%N) - began))
      for n in $(seq 60); do
        "\${R[@]}" sh -c 'sleep 0.03' & sleep $(printf '%d.%09d' $((whole * n / 45 / 1000000000)) $((whole * n / 45 % 1000000000)))
        kill -TERM $! 2>/dev/null; wait $!
      done 2>/dev/null; ls "$ZIG_HOME/logs/sessions"`;
    using scratch = new Scratch();
    const { stdout } = await runScript(scratch, program, script);
    assert.doesNotMatch(stdout, /\.live/);
    const logs = scratch.logs();
    assert.ok(logs.length > 10, "hardly a session was made");
    const unended = logs.filter((log) =>
      !/"zig_session_ended".*\n$/.test(fs.readFileSync(log, "utf8"))
    );
    assert.deepEqual(unended, []);
  });

  test(`record [${program.name}] does not wait for a grandchild that keeps the output, and says so`, async () => {
    const script =
      `"\${Z[@]}" record -- sh -c 'echo a; sleep 60 & echo $! > sleeper'; echo "exit $?"; kill $(cat sleeper)`;
    using scratch = new Scratch();
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "a\nexit 0\n");
    assert.match(stderr, /^zig-session: sleep \(pid \d+\) still holds the output open/m);
  });

  test(`record [${program.name}] that was stopped reads what came meanwhile`, async () => {
    using scratch = new Scratch();
    // Stopped in the second in which it waits for more, which is over when it goes on.
    const left = "sleep 0.4; kill -STOP $PPID; echo late; sleep 1.5; kill -CONT $PPID; sleep 9";
    const script = `"\${Z[@]}" record -q -- sh -c '(${left}) & echo early'; echo "exit $?"`;
    const { stdout } = await runScript(scratch, program, script);
    assert.equal(stdout, "early\nlate\nexit 0\n");
    assert.deepEqual(outputLines(scratch, "stdout"), ["early", "late"]);
  });

  test(`record [${program.name}] --wait-for-output waits for a grandchild`, async () => {
    const script =
      `"\${Z[@]}" record -q --wait-for-output -- sh -c '(sleep 1.5; echo late) & echo early'`;
    using scratch = new Scratch();
    assert.equal((await runScript(scratch, program, script)).stdout, "early\nlate\n");
    assert.match(lastLines(scratch, 3), /"line":"late"/);
  });
}

function lastLines(scratch: Scratch, count: number): string {
  const [log = "no log"] = scratch.logs();
  return execFileSync("tail", ["-n", `${count}`, log], { encoding: "utf8" }).trimEnd();
}

function assertKilledOnce(scratch: Scratch, failure: RegExp): void {
  assert.match(lastLines(scratch, 2), failure);
  assert.match(lastLines(scratch, 1), /"zig_session_ended","status":"failure"/);
  const [log = "no log"] = scratch.logs();
  const ends = execFileSync("grep", ["-o", '"zig_session_ended"', log], { encoding: "utf8" });
  assert.equal(ends, '"zig_session_ended"\n');
  for (const index of ["logs/index.json", "sessions_index.json"]) {
    const text = fs.readFileSync(`${scratch.home}/${index}`, "utf8");
    assert.match(text, /"ended_at": "\d{4}-[^"]+",\n {6}"status": "failure"/);
  }
}
