import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { decodeEvent, isEvent } from "../../src/session/reading/decoding/decode_event.ts";
import type { SessionLogEvent } from "../../src/session/mod.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";

const MIB = 1 << 20;
const canMount = spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;
const needsMount = canMount ? "" : " (skipped: no right to mount a tmpfs)";

/** The events of a log by the strict rules of zig-core's reader: `seq` without a gap, times that never go back. */
function strictly(path = ""): SessionLogEvent[] {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
    .decode(fs.readFileSync(path));
  assert.ok(text.endsWith("\n"), "the log ends in the middle of a line");
  let ts = "";
  return text.slice(0, -1).split("\n").map((line, index) => {
    const event = decodeEvent(line);
    assert.ok(isEvent(event), line);
    assert.equal(event.seq, index + 1);
    assert.ok(event.ts >= ts, `${event.ts} behind ${ts}`);
    ts = event.ts;
    return event;
  });
}

const linesOf = (events: readonly SessionLogEvent[], step?: string) =>
  events.flatMap((event) =>
    event.type === "step_output" && (step ?? event.step_name) === event.step_name
      ? [event.line]
      : []
  );

/** What the events that end steps say of what is missing. */
function omissions(events: readonly SessionLogEvent[]) {
  return events.flatMap((event) => {
    const { omitted_lines, omitted_bytes, omitted_before } = event as unknown as Record<
      string,
      number
    >;
    const isEnd = event.type === "step_completed" || event.type === "step_failed";
    return isEnd && omitted_lines !== undefined
      ? [{
        step: event.step_name,
        lines: omitted_lines,
        bytes: omitted_bytes ?? NaN,
        before: omitted_before ?? NaN,
      }]
      : [];
  });
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
const sizeOf = (lines: readonly string[]) => lines.reduce((sum, { length }) => sum + length + 1, 0);

for (const program of PROGRAMS) {
  test(`record --max-log [${program.name}] of 50 MB keeps the first and the last lines, and counts the rest to the byte`, async () => {
    using scratch = new Scratch();
    const last = 6_500_000;
    const script = `
      "\${Z[@]}" record -q --max-log 2MiB --heartbeat 1s -- bash -c 'seq ${last}; exit 7' | md5sum; echo "exit \${PIPESTATUS[0]}"
      "\${Z[@]}" verify > /dev/null; echo "verify $?"
      ls "$ZIG_HOME"/logs/sessions | sed 's/.*\\.//'
      "\${Z[@]}" show | grep 'left out'; "\${Z[@]}" show --output | grep -c .; "\${Z[@]}" search 'no such thing' 2>&1`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    const bare = await runScript(scratch, undefined, `seq ${last} | md5sum`);
    const [log = ""] = scratch.logs(), events = strictly(log), kept = linesOf(events);
    const [omission, ...more] = omissions(events);
    assert.ok(omission && more.length === 0, stderr);
    const size = fs.statSync(log).size;
    assert.ok(size > 2.9 * MIB && size < 3.01 * MIB, `${size} bytes`);
    const at = kept.findIndex((line, index) => line !== String(index + 1));
    const head = kept.slice(0, at), tail = kept.slice(at);
    assert.ok(head.length > 5000 && tail.length > 5000);
    assert.deepEqual(tail, numbers(last - tail.length + 1, last));
    assert.equal(omission.lines, last - kept.length);
    assert.equal(omission.bytes, sizeOf(numbers(1, last)) - sizeOf(kept));
    const behind = events[omission.before - 1];
    assert.ok(behind?.type === "step_output" && behind.line === tail[0]);
    const text = `${omission.lines} lines (${Math.round(omission.bytes / MIB)} MiB)`;
    assert.equal(
      utf8(stdout),
      `${bare.stdout}exit 7\nverify 0\njsonl\n    ${text} of output left out: the log was full (--max-log)\n${
        kept.length + 1
      }\nzig-session: ${text} left out of full logs (--max-log) and not searched: ${
        log.slice(-10, -6)
      }\n`,
    );
  });

  test(`what compares or sums up a full log [${program.name}] says what is missing of it`, async () => {
    using scratch = new Scratch();
    const script = `
      run() { "\${Z[@]}" record -q --max-log 8KiB --workflow w --step build -- bash -c "$1" > /dev/null; }
      run 'seq 1000; sleep 0.2'; "\${Z[@]}" stats w; "\${Z[@]}" stats w --json > stats.json; "\${Z[@]}" events
      run 'seq 2000; echo failed; exit 3'
      "\${Z[@]}" show --budget 2000; "\${Z[@]}" show --budget 3000 --json > budget.json
      "\${Z[@]}" events | grep step_failed; "\${Z[@]}" diff; "\${Z[@]}" diff --json > diff.json`;
    const { stdout } = await runScript(scratch, program, script);
    const [good, bad] = scratch.logs().flatMap((log) => omissions(strictly(log)));
    assert.ok(good && bad);
    const textOf = ({ lines, bytes }: { lines: number; bytes: number }) =>
      `${lines} lines (${(bytes / 1024).toFixed(1)} KiB)`;
    const why = "the log was full (--max-log)";
    const told = utf8(stdout).split("\n").filter((line) => line.includes(why));
    assert.deepEqual(told.map((line) => line.replace(/^.*?(?=; |Session|Not)|[0-9A-Z]{26}/g, "")), [
      `Not all of it may be silence: ${textOf(good)} of output left out: ${why}`,
      `; ${textOf(good)} left out before event ${good.before}: ${why}`,
      `${textOf(bad)} of output left out: ${why}`,
      `; ${textOf(bad)} left out before event ${bad.before}: ${why}`,
      `Session : ${textOf(good)} of output left out: ${why}`,
      `Session : ${textOf(bad)} of output left out: ${why}`,
    ]);
    const json = (name: string) =>
      JSON.parse(fs.readFileSync(join(scratch.work, `${name}.json`), "utf8"));
    assert.equal(json("stats").newest_omitted_lines, good.lines);
    assert.equal(json("budget").failing_steps[0].left_out_lines, bad.lines);
    const [{ before, after }] = json("diff").steps;
    assert.deepEqual([before.omitted_bytes, after.omitted_lines], [good.bytes, bad.lines]);
  });

  test(`record --max-log [${program.name}] says what is missing, and show and listen where`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" record --max-log 8KiB --step build -- seq 1000 > /dev/null 2> notices; cat notices
      (sleep 60 & echo $! > sleeper; wait) & 
      "\${Z[@]}" record -q --max-log 8KiB --workflow live --step build -- bash -c 'seq 1000; until [ -e go ]; do sleep 0.05; done' > /dev/null & recorder=$!
      until ls "$ZIG_HOME"/logs/sessions/*.ring > /dev/null 2>&1; do sleep 0.02; done
      "\${Z[@]}" listen > live & listener=$!
      sleep 0.5; touch go; wait $recorder $listener; kill $(cat sleeper)
      grep -c . live; grep -B1 -A1 … live
      for command in 'show --output' 'show --output build' 'listen' 'listen -n 20' 'listen --step other' 'listen --type step_completed' 'listen --json'; do
        echo "== $command"; "\${Z[@]}" $command | grep -B1 -A1 …
      done`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    const [first, second] = scratch.logs(), events = strictly(first);
    const [omission] = omissions(events), [live] = omissions(strictly(second));
    assert.ok(omission && live, stderr);
    const from = linesOf(events).findIndex((line, index) => line !== String(index + 1));
    assert.equal(linesOf(events)[from], String(from + 1 + omission.lines));
    const place = (before: string, after: string, prefix = "") =>
      `${prefix}${before}\n… ${live.lines} lines (${
        (live.bytes / 1024).toFixed(1)
      } KiB) of step build left out here: the log was full (--max-log)\n${prefix}${after}`;
    const around = linesOf(strictly(second));
    const gap = around.findIndex((line, index) => line !== String(index + 1));
    const [before = "", after = ""] = around.slice(gap - 1, gap + 1);
    const shown = place(before, after), told = place(before, after, "[build] ");
    const [notices = "", ...rest] = utf8(stdout).split("\n");
    assert.match(
      notices,
      new RegExp(`^zig-session: ${omission.lines} lines \\(.+\\) of output left out of the log`),
    );
    assert.equal(
      rest.slice(2).join("\n"),
      `${told}\n== show --output\n${shown}\n== show --output build\n${shown}\n== listen\n${told}\n== listen -n 20\n` +
        `== listen --step other\n== listen --type step_completed\n== listen --json\n`,
    );
  });

  test(`record --max-log [${program.name}] keeps both streams, each attempt's own end, and what a terminal shows`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" record -q --max-log 64KiB --workflow both -- bash -c 'for i in {1..3000}; do echo out $i; echo err $i >&2; done' > /dev/null 2>&1
      "\${Z[@]}" record -q --max-log 64KiB --workflow tries --retries 2 --retry-delay 0s -- bash -c 'echo >> tries; seq 2000; echo try $(wc -l < tries) >&2; exit 3' > /dev/null 2>&1; echo $?
      "\${Z[@]}" record -q --max-log 64KiB --workflow tty --tty always -- bash -c 'seq 3000; tty > /dev/null && echo in a terminal' > /dev/null
      "\${Z[@]}" verify --all > /dev/null; echo "verify $?"`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "3\nverify 0\n", stderr);
    const [both = [], tries = [], tty = []] = scratch.logs().map(strictly);
    const lasts: (number | undefined)[] = [];
    for (const stream of ["stdout", "stderr"]) {
      const lines = both.flatMap((event) =>
        event.type === "step_output" && event.stream === stream ? [Number(event.line.slice(4))] : []
      );
      assert.deepEqual(lines, lines.toSorted((a, b) => a - b));
      lasts.push(lines.at(-1));
    }
    // Of the other, no line needs to be among the last of both.
    assert.ok(lasts.includes(3000));
    assert.equal(linesOf(both).length + (omissions(both)[0]?.lines ?? 0), 6000);
    const ends = linesOf(tries).filter((line) => line.startsWith("try"));
    assert.deepEqual(ends, ["try 1", "try 2", "try 3"]);
    const told = omissions(tries);
    assert.equal(told.length, 3);
    assert.equal(linesOf(tries).length + told.reduce((sum, { lines }) => sum + lines, 0), 6003);
    const end = tries.at(-1) as unknown as { omitted_lines: number };
    assert.equal(end.omitted_lines, told.reduce((sum, { lines }) => sum + lines, 0));
    assert.equal(linesOf(tty).at(-1), "in a terminal");
    assert.equal(linesOf(tty).length + (omissions(tty)[0]?.lines ?? 0), 3001);
  });

  test(`step --max-log [${program.name}] in a shared log: each step, also a nested one, has its own end`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start --workflow shared)
      for step in a b c; do
        "\${Z[@]}" step $step -q --max-log 64KiB -- bash -c "for n in 1 2 3 4; do seq -f '$step %g' \\$((n * 1000 - 999)) \\$((n * 1000)); sleep 0.1; done" > /dev/null &
      done
      wait
      Z_WORDS="\${Z[*]@Q}" "\${Z[@]}" step outer -q --max-log 64KiB -- bash -c 'seq 10; eval "$Z_WORDS step inner -q --max-log 64KiB -- seq 2000"; echo done' > /dev/null
      "\${Z[@]}" end -q; "\${Z[@]}" verify > /dev/null; echo "verify $?"; ls "$ZIG_HOME"/logs/sessions | sed 's/.*\\.//'`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "verify 0\njsonl\n", stderr);
    const [log = ""] = scratch.logs(), events = strictly(log), told = omissions(events);
    for (const step of ["a", "b", "c"]) {
      const lines = linesOf(events, step), missing = told.find((one) => one.step === step);
      assert.equal(lines.at(-1), `${step} 4000`);
      assert.equal(lines.length + (missing?.lines ?? 0), 4000);
      const behind = events[(missing?.before ?? 0) - 1];
      assert.ok(behind?.type === "step_output" && behind.step_name === step);
    }
    assert.equal(linesOf(events, "inner").at(-1), "2000");
    assert.deepEqual(linesOf(events, "outer"), [...numbers(1, 10), "done"]);
    // What the limit leaves, and five ends.
    assert.ok(fs.statSync(log).size < 6 * (65 << 10));
  });

  test(`record --max-log [${program.name}] that is killed: its last lines are beside the log, and repair logs them`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" record -q --max-log 64KiB --step build -- bash -c 'echo $$ > command; seq 100000; echo last; exec sleep 60' > /dev/null & recorder=$!
      until grep -qs '"last"' "$ZIG_HOME"/logs/sessions/*.ring; do sleep 0.02; done; kill -9 $recorder $(cat command)
      wait $recorder 2> /dev/null
      "\${Z[@]}" show | grep beside; "\${Z[@]}" listen | grep -c 'repair --write'
      "\${Z[@]}" verify > /dev/null; echo "verify $?"
      "\${Z[@]}" repair --write > /dev/null; "\${Z[@]}" verify > /dev/null; echo "verify $?"
      ls "$ZIG_HOME"/logs/sessions | grep -c ring
      "\${Z[@]}" show --output | tail -1
      export ZIG_SESSION_ID=$("\${Z[@]}" start --workflow shared)
      "\${Z[@]}" step build -q --max-log 64KiB -- bash -c 'echo $$ > command; seq 100000; echo last; exec sleep 60' > /dev/null & recorder=$!
      until grep -qs '"last"' "$ZIG_HOME"/logs/sessions/*.ring; do sleep 0.02; done; kill -9 $recorder $(cat command)
      wait $recorder 2> /dev/null
      "\${Z[@]}" end -q; "\${Z[@]}" show --output | tail -1; ls "$ZIG_HOME"/logs/sessions | grep -c ring; "\${Z[@]}" verify > /dev/null; echo "verify $?"`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(
      stdout,
      "The last lines of its output are kept beside the log: zig-session repair --write adds them\n1\n" +
        "verify 1\nverify 0\n0\nlast\nlast\n0\nverify 0\n",
      stderr,
    );
    for (const log of scratch.logs()) {
      const events = strictly(log), [omission] = omissions(events);
      assert.equal(linesOf(events).length + (omission?.lines ?? 0), 100_001);
      assert.equal(
        sizeOf(linesOf(events)) + (omission?.bytes ?? 0),
        sizeOf(numbers(1, 100_000)) + 5,
      );
    }
  });

  test(`record --min-free [${program.name}] on a disk without room records nothing, runs the command, and says so${needsMount}`, async () => {
    if (!canMount) return;
    using scratch = new Scratch();
    fs.mkdirSync(`${scratch.work}/small`);
    scratch.write(
      "inner.sh",
      `mount -t tmpfs -o size=20M none small; export ZIG_HOME=$PWD/small/home
      head -c 15000000 /dev/zero > small/ballast
      "$@" record --min-free 8MiB -- sh -c 'echo ran; exit 7'; echo "exit $?"; ls small
      "$@" record --strict --min-free 8MiB -- touch ran; echo "strict $?"; ls ran 2> /dev/null
      "$@" record --strict --min-free 1MiB -- true; echo "enough $?"
      "$@" record -q -- true; ls small/home/logs/sessions | wc -l
      export ZIG_SESSION_ID=$("$@" start); "$@" step lint --min-free 8MiB -- sh -c 'echo ran; exit 4'; echo "step $?"
      "$@" step lint --strict --min-free 8MiB -- touch ran; echo "strict $?"; ls ran 2> /dev/null
      "$@" end -q; "$@" show | grep -A3 'lint'`,
    );
    const { stdout, stderr } = await runScript(
      scratch,
      program,
      `unshare -m bash inner.sh "\${Z[@]}"`,
    );
    assert.match(
      utf8(stdout),
      /^ran\nexit 7\nballast\nstrict 125\nenough 0\n2\nran\nstep 4\nstrict 125\n {2}✗ lint .*exited with code 4\n.*\n.*1 lines of output could not be recorded\n/,
      stderr,
    );
    assert.match(
      stderr,
      /^zig-session: recording failed: Could not record in ".+": the disk is nearly full\. ".+small" has .+ free, and nothing is recorded below 8\.0 MiB\. .+--min-free\n/,
    );
  });

  test(`record --min-free [${program.name}] leaves that much free, and goes on when there is more${needsMount}`, async () => {
    if (!canMount) return;
    using scratch = new Scratch();
    fs.mkdirSync(`${scratch.work}/small`);
    scratch.write(
      "inner.sh",
      `mount -t tmpfs -o size=20M none small; export ZIG_HOME=$PWD/small/home
      "$@" record --min-free 10MiB -- sh -c 'seq 1000000; exit 7' 2> err | md5sum; echo "exit \${PIPESTATUS[0]}"
      stat -f -c '%a %S' small; grep -c 'recording failed' err; "$@" verify > /dev/null; echo "verify $?"; cp -r small/home first; rm -r small/home
      "$@" record --min-free 10MiB -- bash -c 'seq 100; head -c 15000000 /dev/zero > small/ballast; sleep 1.2; seq 101 200; sleep 2; rm small/ballast; sleep 1.5; seq 201 300; exit 7' 2> err | md5sum; echo "exit \${PIPESTATUS[0]}"
      grep -c 'Output was not recorded' err; "$@" verify > /dev/null; echo "verify $?"; cp -r small/home second`,
    );
    const { stdout, stderr } = await runScript(
      scratch,
      program,
      `unshare -m bash inner.sh "\${Z[@]}"`,
    );
    const bare = await runScript(scratch, undefined, `seq 1000000 | md5sum; seq 300 | md5sum`);
    const [first = "", second = ""] = bare.stdout.split("\n");
    const [, free, block] = /^(\d+) (\d+)$/m.exec(stdout) ?? [];
    assert.equal(
      stdout.replace(/^\d+ \d+\n/m, ""),
      `${first}\nexit 7\n1\nverify 0\n${second}\nexit 7\n1\nverify 0\n`,
      stderr,
    );
    const left = Number(free) * Number(block);
    assert.ok(left < 10.1 * MIB && left > 9.8 * MIB, `${left} bytes are free`);
    const logIn = (home: string) => {
      const folder = `${scratch.work}/${home}/logs/sessions`;
      const [log] = fs.readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
      return strictly(`${folder}/${log}`);
    };
    const events = logIn("first"), lines = linesOf(events);
    assert.deepEqual(lines, numbers(1, lines.length));
    const end = events.at(-2) as unknown as { lost_lines: number };
    assert.equal(lines.length + end.lost_lines, 1_000_000);
    assert.deepEqual(linesOf(logIn("second")), numbers(1, 300));
  });
}
