import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { events } from "./support/log.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";
import { storyOf } from "./support/story.ts";

const AWAIT =
  `await() { for _ in $(seq 1000); do [ -e "$1" ] && return; sleep 0.02; done; echo "no $1" >&2; exit 99; }`;

const canUnshare = spawnSync("unshare", ["--fork", "--pid", "--mount-proc", "true"]).status === 0;
const noNamespace = canUnshare ? "" : " (skipped: no right to make a PID namespace)";

for (const program of PROGRAMS) {
  test(`record [${program.name}] passes on what was ignored, as a job of a script has it, to a command that handles it`, async () => {
    using scratch = new Scratch();
    // A shell cannot trap what was ignored when it was started; perl can.
    scratch.write(
      "handle.pl",
      `my ($name, $code) = @ARGV; $SIG{$name} = sub { exit $code }; open my $f, ">", "ready.$name"; for (1 .. 1000) { select undef, undef, undef, 0.02 } exit 9;`,
    );
    const script = `${AWAIT}
      for name in INT QUIT HUP TERM USR1; do
        (trap '' $name; exec "\${R[@]}" perl handle.pl $name 7) & await ready.$name; kill -$name $!; wait $!; echo "$name $?"
      done`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "INT 7\nQUIT 7\nHUP 7\nTERM 7\nUSR1 7\n", stderr);
  });

  test(`record [${program.name}] leaves ignored what was, in each attempt, and does not end for it`, async () => {
    using scratch = new Scratch();
    const script = `${AWAIT}
      (trap '' INT QUIT HUP; exec "\${Z[@]}" record -q --retries 1 --retry-delay 1s -- sh -c '
        grep SigIgn /proc/self/status >> ignored; touch ready; until [ -e done ]; do sleep 0.02; done; exit 4') &
      await ready; for name in INT QUIT HUP; do kill -$name $!; done; touch done
      for _ in $(seq 500); do grep -qs retrying "$ZIG_HOME"/logs/sessions/*.jsonl && break; sleep 0.02; done
      kill -HUP $!; wait $!; echo "exit $?"; (trap '' INT QUIT HUP; grep SigIgn /proc/self/status >> ignored)
      uniq ignored | wc -l; wc -l < ignored`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "exit 4\n1\n3\n", stderr);
  });

  test(`record [${program.name}] started with SIGCHLD ignored hears of the end of its command`, async () => {
    using scratch = new Scratch();
    // On a busy processor the command is often over before the recorder goes on.
    const script = `
      busy() { while :; do :; done; }; busy & one=$!; busy & two=$!; taskset -cp 0 $one > /dev/null; taskset -cp 0 $two > /dev/null
      for n in $(seq ${program.name === "executable" ? 20 : 3}); do
        timeout -k 1 20 taskset -c 0 perl -e '$SIG{CHLD} = "IGNORE"; exec @ARGV' "\${R[@]}" sh -c 'exit 3'; echo $?
      done | sort | uniq -c | tr -s ' '; kill $one $two
      perl -e '$SIG{CHLD} = "IGNORE"; exec @ARGV' "\${R[@]}" perl -e 'print $SIG{CHLD} // "default", "\\n"'`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, ` ${program.name === "executable" ? 20 : 3} 3\ndefault\n`, stderr);
  });

  test(`record [${program.name}] as the first process of a container reaps every orphan${noNamespace}`, async () => {
    if (!canUnshare) return;
    using scratch = new Scratch();
    scratch.write(
      "family.sh",
      `for i in 1 2 3 4 5 6 7 8; do sh -c 'sleep 0.1 & sleep 0.3 & setsid sleep 0.5 & exit 0'; done
      for _ in $(seq 500); do ps -eo comm | grep -q sleep || break; perl -e 'select undef, undef, undef, 0.02'; done
      ps -eo stat,comm | grep sleep; exit 5`,
    );
    const script = `unshare --fork --pid --mount-proc "\${R[@]}" sh family.sh; echo "$?"`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "5\n", stderr);
  });

  test(`record [${program.name}] cancelled between two attempts says so, and counts one`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" record --step try --retries 3 --retry-delay 60s -- sh -c 'echo attempt; exit 1' & recorder=$!
      for _ in $(seq 500); do grep -qs retrying "$ZIG_HOME"/logs/sessions/*.jsonl && break; sleep 0.02; done
      kill -TERM $recorder; wait $recorder; echo "exit $?"; "\${Z[@]}" show | grep -c '2 attempts'`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "attempt\nexit 143\n0\n");
    assert.match(stderr, /^zig-session: .*cancelled by SIGTERM while waiting to retry/m);
    assert.deepEqual(storyOf(events(scratch)).steps["try"]?.slice(1), [
      "stdout attempt",
      "failed 1 attempt=1: exited with code 1 (retrying)",
      "failed 143 attempt=1: cancelled by SIGTERM while waiting to retry",
    ]);
  });
}
