import assert from "node:assert/strict";
import { test } from "node:test";
import { report } from "./support/campaign.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

/** Only Bun calls the C library through its JIT. */
const executable = PROGRAMS.filter(({ name }) => name === "executable");

/** PR_SET_MDWE, as systemd's MemoryDenyWriteExecute: perl becomes the program under it, or ends with 77. */
const DENIED =
  `perl -e 'my %n = (x86_64 => 157, aarch64 => 167); chomp(my $m = qx(uname -m)); exit 77 if syscall($n{$m}, 65, 1, 0, 0, 0) != 0; exec @ARGV'`;

const WAYS: Readonly<Record<string, string>> = {
  "a JIT that is switched off": "env BUN_JSC_useJIT=0",
  "a limit of address space": "prlimit --as=2000000000",
  "no memory that is written and executed": DENIED,
};

const REASON =
  /^zig-session: recording failed: nothing is recorded: can't call the C library: .+\n$/;

for (const program of executable) {
  for (const [name, way] of Object.entries(WAYS)) {
    test(`record with ${name} runs the command, says why nothing is recorded, and ends as it does`, async () => {
      using scratch = new Scratch();
      const script = `W=(${way})
        "\${W[@]}" "\${Z[@]}" record --quiet -- sh -c 'cat; echo ran; exit 3' <<< in; echo "exit $?"`;
      const { stdout, stderr } = await runScript(scratch, program, script);
      if (stdout === "exit 77\n") {
        report("skipped: this kernel has no PR_SET_MDWE");
        return;
      }
      assert.equal(stdout, "in\nran\nexit 3\n", stderr);
      assert.match(stderr, REASON);
      assert.deepEqual(scratch.logs(), []);
    });
  }

  test("record without a JIT: signals, streams, retries and limits are as with one", async () => {
    using scratch = new Scratch();
    const stories = `
      "\${R[@]}" sh -c 'kill -TERM $$'; echo "signal $?"
      "\${R[@]}" bash -c 'kill -40 $$'; echo "real-time signal $?"
      "\${R[@]}" cat <(echo descriptor); echo "exit $?"
      printf 'echo "script $1"; exit 6' > plain; chmod +x plain; "\${R[@]}" ./plain word; echo "exit $?"
      "\${R[@]}" ./nothing; echo "exit $?"
      "\${R[@]}" bash -c 'trap "exit 9" TERM; touch ready; while :; do sleep 0.02; done' &
      until [ -e ready ]; do sleep 0.02; done; kill -TERM $!; wait $!; echo "trapped $?"
      ZIG_SESSION=off "\${R[@]}" sh -c 'echo off; exit 4'; echo "exit $?"
      "\${Z[@]}" record -q --retries 2 --retry-delay 0s -- sh -c 'echo >> tries; exit 7'; echo "exit $? $(wc -l < tries)"
      "\${Z[@]}" record -q --timeout 300ms -- sleep 60; echo "exit $?"`;
    const without = await runScript(scratch, program, stories, { BUN_JSC_useJIT: "0" });
    using other = new Scratch();
    const usual = await runScript(other, program, stories);
    assert.equal(without.stdout, usual.stdout, without.stderr);
    assert.match(without.stdout, /^signal 143\nreal-time signal 168\n/);
    assert.equal(without.stderr.includes("$bunfs"), false, without.stderr);
  });

  test("record --strict without a JIT does not run the command", async () => {
    using scratch = new Scratch();
    const script =
      `BUN_JSC_useJIT=0 "\${Z[@]}" record --strict -- touch reached; echo "exit $?"; ls`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "exit 125\n");
    assert.match(stderr, /the command was not run.*\n.*nothing is recorded/);
  });

  test("reading commands without a JIT say what they say with one, also of a session that runs", async () => {
    using scratch = new Scratch();
    const script = `
      "\${R[@]}" sh -c 'echo hello; exit 3'; "\${R[@]}" true
      "\${R[@]}" sh -c 'touch ready; until [ -e done ]; do sleep 0.02; done' &
      until [ -e ready ]; do sleep 0.02; done
      for words in --version --help status events path 'search hello' 'search --regex hel+o' verify list stats show; do
        for jit in 1 0; do BUN_JSC_useJIT=$jit "\${Z[@]}" $words > out.$jit 2> err.$jit; echo "exit $?" >> out.$jit; done
        # How long it has been running is another time each time.
        cmp <(sed 's/[0-9.]*m\\?s *//g; s/  */ /g' out.1) <(sed 's/[0-9.]*m\\?s *//g; s/  */ /g' out.0) && cmp err.1 err.0 || { echo "differs: $words"; cat err.0; }
      done
      find "$ZIG_HOME" -name '*index.json' -delete
      BUN_JSC_useJIT=0 "\${Z[@]}" list | grep -c "sh -c '\\|true$"; touch done; wait`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "hello\n3\n", stderr);
  });
}
