import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "./support/log.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";
import { storyOf } from "./support/story.ts";

for (const program of PROGRAMS) {
  test(`record --retries [${program.name}] logs each attempt of a flaky command that may hang`, async () => {
    using scratch = new Scratch();
    // Exit code, signal, timeout, success.
    scratch.write(
      "flaky.sh",
      `n=$(wc -l < tries); echo >> tries; echo "try $n"; case $n in 0) exit 3;; 1) kill -TERM $$;; 2) exec sleep 60;; esac`,
    );
    const script =
      `: > tries; "\${Z[@]}" record --step flaky --retries 5 --retry-delay 10ms --timeout 1s -- sh flaky.sh; echo "exit $?"; "\${Z[@]}" show | grep -A3 '✓ flaky '`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.match(stdout, /^try 0\ntry 1\ntry 2\ntry 3\nexit 0\n.*at attempt 4\n/, stderr);
    assert.match(utf8(stderr), /^zig-session: ✓ \S+ · attempt 4 · \w{6}\n$/);
    assert.deepEqual(storyOf(events(scratch)).steps["flaky"], [
      "started tier=0 exec `sh flaky.sh`",
      "stdout try 0",
      "failed 3 attempt=1: exited with code 3 (retrying)",
      "stdout try 1",
      "failed 143 attempt=2: killed by SIGTERM (retrying)",
      "stdout try 2",
      "failed 124 attempt=3: timed out after 1.0s (retrying)",
      "stdout try 3",
      "completed 0",
    ]);
  });

  test(`record --retries [${program.name}] gives up with the last failure, and does not retry what cannot run`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" record -q --retries 2 --retry-delay 0s -- sh -c 'echo >> tries; exit 7'; echo "exit $? $(wc -l < tries)"
      "\${Z[@]}" record --retries 9 --retry-delay 60s -- ./nothing; echo "exit $?"
      "\${Z[@]}" record -q --retries 9 --retry-delay 60s --allow-failure -- true; echo "exit $?"`;
    const { stdout } = await runScript(scratch, program, script);
    assert.equal(stdout, "exit 7 3\nexit 127\nexit 0\n");
  });

  test(`record --retries [${program.name}] that is told to end stops trying`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" record -q --retries 99 --retry-delay 60s -- sh -c 'echo >> tries; exit 7' & recorder=$!
      for _ in $(seq 500); do grep -qs retrying "$ZIG_HOME"/logs/sessions/*.jsonl && break; sleep 0.02; done
      "\${Z[@]}" show | grep sh; kill -TERM $recorder; wait $recorder; echo "exit $?"
      "\${Z[@]}" record -q --retries 99 --retry-delay 0s -- sh -c 'echo >> more; kill -TERM $PPID; exec sleep 60'; echo "exit $? $(wc -l < more)"`;
    const { stdout } = await runScript(scratch, program, script);
    assert.match(utf8(stdout), /● sh .*running, attempt 2\n(?:.*\n)*exit 143\nexit 143 1\n$/);
  });

  test(`record --timeout [${program.name}] ends all descendants, wherever they went, with 124`, async () => {
    using scratch = new Scratch();
    const script = `
      cat > family.sh <<'EOF'
trap '' TERM
setsid -f sh -c 'trap "" TERM; echo $$ >> pids; while :; do sleep 0.1; done'
(sh -c 'trap "" TERM; echo $$ >> pids; while :; do sleep 0.1; done' &)
sh -c 'echo $$ >> pids; echo $PPID >> pids; while :; do sleep 0.1; done' &
until [ "$(wc -l < pids)" = 4 ]; do sleep 0.02; done
echo ready
while :; do sleep 0.1; done
EOF
      : > pids; sleep 60 & other=$!
      "\${Z[@]}" record --timeout 2s -- sh family.sh 2> notices; echo "exit $?"; wc -l < pids
      for pid in $(cat pids); do kill -0 $pid 2> /dev/null && echo "$pid lives"; done
      kill -0 $other && echo untouched; kill $other
      "\${Z[@]}" record -q --timeout 500ms -- sh -c 'trap "exit 0" TERM; while :; do sleep 0.05; done'; echo "trapped $?"
      "\${Z[@]}" record -q --timeout 60s -- sh -c 'exit 3'; echo "in time $?"
      "\${Z[@]}" record -q --timeout 1s --allow-failure -- sleep 60; echo "allowed $?"
      cat notices`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.match(
      utf8(stdout),
      /^ready\nexit 124\n4\nuntouched\ntrapped 124\nin time 3\nallowed 0\nzig-session: timed out after 2\.0s\nzig-session: ✗ exit 124 after /,
      stderr,
    );
  });

  test(`record --timeout [${program.name}] is over with the command, not with its reader or what it leaves behind`, async () => {
    using scratch = new Scratch();
    // The first reader stalls beyond the limit; the second command ends within it, and its limit within the second after.
    const script = `
      "\${Z[@]}" record -q --timeout 500ms -- sh -c 'seq 1000; exit 3' | (sleep 1.5; tail -n 1); echo "exit \${PIPESTATUS[0]}"
      "\${Z[@]}" record -q --timeout 1500ms -- sh -c 'sleep 60 & echo $! > left; sleep 1'; echo "exit $?"
      kill $(cat left) && echo left alone
      "\${Z[@]}" record -q --timeout 1s -- sh -c 'yes > /dev/stderr & echo $! > flood; exit 4' 2> /dev/null; echo "exit $?"
      kill $(cat flood) && echo left alone`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "1000\nexit 3\nexit 0\nleft alone\nexit 4\nleft alone\n", stderr);
  });

  test(`record --retries [${program.name}] tells of output that an earlier attempt has lost`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" record -q --retries 1 --retry-delay 0s -- sh -c '[ -e again ] || { touch again; echo lost; exit 1; }' > /dev/full
      echo "exit $?"`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "exit 1\n");
    assert.match(stderr, /^zig-session: not all output could be passed on: .*\n$/);
  });

  test(`record [${program.name}] refuses options that make no sense`, async () => {
    using scratch = new Scratch();
    const script = `
      for option in '--retries -1' '--retries x' '--retries 1001' '--timeout 0s' '--timeout 25d' '--timeout soon' '--retry-delay x' '--saves ,' '--tty maybe' '--heartbeat 500ms'; do
        "\${Z[@]}" record $option -- touch ran; echo $?
      done 2> errors | sort | uniq -c; wc -l < errors; ls ran 2> /dev/null; "\${Z[@]}" step; echo $?; "\${Z[@]}" step lint; echo $?`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout.replace(/ +/g, " "), " 10 125\n10\n125\n125\n");
    assert.match(
      stderr,
      /^zig-session: Name the step and its command, .*\nzig-session: no command given\. Put it after --/,
    );
  });
}
