import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { SessionLogEvent } from "../../src/session/mod.ts";
import { storyOf } from "./support/story.ts";
import { WHOLE_CAMPAIGNS } from "./support/campaign.ts";
import { events } from "./support/log.ts";
import { PROGRAMS, PROJECT_ROOT } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

const AT_ONCE = WHOLE_CAMPAIGNS ? 64 : 16, LINES = 500;

for (const program of PROGRAMS) {
  test(`the README's CI job [${program.name}] is recorded as one session`, async () => {
    using scratch = new Scratch();
    const script = exampleOfReadme();
    scratch.write(
      "bin/zig-session",
      `#!/bin/bash\nexec ${program.words.map((word) => `'${word}'`).join(" ")} "$@"\n`,
      0o755,
    );
    // The tests fail once, and pass when they are run again.
    const npm =
      `case "$*" in 'run lint') echo linted;; test) echo tested; [ -e flaky ] || { touch flaky; echo oops; exit 3; };; esac`;
    scratch.write("bin/npm", `#!/bin/sh\n${npm}\n`, 0o755);
    scratch.write("ci.sh", script);
    const { stdout, stderr, code } = await runScript(
      scratch,
      program,
      `PATH="$PWD/bin:$PATH" sh ci.sh; echo "exit $?"; "\${Z[@]}" status; "\${Z[@]}" verify --all`,
    );
    assert.equal(code, 0);
    assert.deepEqual(
      stdout.split("\n").slice(0, 4).sort(),
      ["linted", "oops", "tested", "tested"],
      stdout + stderr,
    );
    assert.match(stdout, /\nexit 0\ncompleted\n[^]*1 session: 1 intact, 0 not/);
    assert.match(stderr, /^zig-session: step unit completed at attempt 2 after .* in session /m);
    assert.match(stderr, /^zig-session: session \S+ completed: .*\.jsonl\n$/m);
    assert.deepEqual(storyOf(events(scratch), { parallel: ["lint", "unit"] }), {
      order: [
        "zig_session_started release tiers=0 open",
        "tier_started 0 lint,unit",
        "(lint, unit)",
        "tier_started 1 deploy",
        "step_skipped deploy: not on main",
        "zig_session_ended success",
      ],
      steps: {
        lint: ["started tier=0 exec `npm run lint`", "stdout linted", "completed 0"],
        unit: [
          "started tier=0 exec `npm test`",
          "stdout tested",
          "stdout oops",
          "failed 3 attempt=1: exited with code 3 (retrying)",
          "stdout tested",
          "completed 0",
        ],
      },
    });
  });

  test(`steps [${program.name}], ${AT_ONCE} at once, share one log without gap, mixture or loss`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start --workflow many)
      names=(); for n in $(seq ${AT_ONCE}); do names+=("s$n"); done
      "\${Z[@]}" tier "\${names[@]}"
      for name in "\${names[@]}"; do
        "\${Z[@]}" step $name --quiet -- sh -c 'for line in $(seq ${LINES}); do echo "$0 $line"; done' $name > out.$name 2> err.$name &
      done; wait
      "\${Z[@]}" end --quiet; cat err.*; for name in "\${names[@]}"; do wc -l < out.$name; done | sort | uniq -c
      "\${Z[@]}" verify; "\${Z[@]}" status`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.match(
      stdout.replace(/ +/g, " "),
      new RegExp(`^ ${AT_ONCE} ${LINES}\n.* intact: completed`),
      stderr,
    );
    const log = events(scratch);
    assert.deepEqual(log.map(({ seq }) => seq), log.map((_, index) => index + 1));
    for (let number = 1; number <= AT_ONCE; number++) {
      const name = `s${number}`;
      const own = log.filter((event) => "step_name" in event && event.step_name === name);
      assert.deepEqual(
        own.flatMap((event) => event.type === "step_output" ? [event.line] : []),
        Array.from({ length: LINES }, (_, line) => `${name} ${line + 1}`),
      );
      assert.deepEqual([own.at(0)?.type, own.at(-1)?.type], ["step_started", "step_completed"]);
    }
    assert.equal(log.filter(({ type }) => type === "tier_started").length, 1);
    assert.ok(log.every((event, index) => index === 0 || event.ts >= (log[index - 1]?.ts ?? "")));
    assert.deepEqual(liveFiles(scratch), []);
  });

  test(`start, steps and end [${program.name}] as separate jobs survive a step that is killed`, async () => {
    using scratch = new Scratch();
    const job = (script: string) => runScript(scratch, program, script);
    const github = scratch.write("github_env", "OTHER=1\n");
    const started = await job(
      `GITHUB_ENV=$PWD/github_env "\${Z[@]}" start --workflow nightly --workflow-path .github/nightly.yml --prompt 'every night' --tiers 2 --github-env`,
    );
    assert.match(started.stdout, /^[0-9A-Z]{26}\n$/);
    assert.equal(fs.readFileSync(github, "utf8"), `OTHER=1\nZIG_SESSION_ID=${started.stdout}`);
    const variables = "export $(tail -1 github_env)";
    const killed = await job(`${variables}
      "\${Z[@]}" tier build test; "\${Z[@]}" status
      "\${Z[@]}" step build -- bash -c 'echo half; echo $$ > up; exec sleep 60' > /dev/null 2>&1 & step=$!
      for _ in $(seq 500); do [ -s up ] && break; sleep 0.02; done
      "\${Z[@]}" status; "\${Z[@]}" end; echo "end $?"; "\${Z[@]}" show | grep build
      kill -KILL $step; wait $step; kill -KILL $(cat up); "\${Z[@]}" status; "\${Z[@]}" show | grep build`);
    assert.match(
      killed.stdout,
      /^idle\nrunning\nend 1\n.*build .* running\nidle\n(?:.*build .*crashed: the recorder stopped without finishing\n){2}$/,
    );
    assert.match(
      killed.stderr,
      /zig-session: A step of the session still runs: build\. Wait for it, or end the session nevertheless with --force\.\n/,
    );
    const rest = await job(`${variables}
      "\${Z[@]}" step test -- echo tested; echo "test $?"; "\${Z[@]}" end; echo "end $?"; "\${Z[@]}" status; "\${Z[@]}" verify`);
    assert.match(rest.stdout, /^tested\ntest 0\nend 0\nfailed\n.* intact: failed, \d+ events/);
    const log = events(scratch);
    assert.deepEqual(storyOf(log), {
      order: [
        "zig_session_started nightly tiers=2 open",
        "tier_started 0 build,test",
        "(build)",
        "(test)",
        "(build)",
        "zig_session_ended failure",
      ],
      steps: {
        build: [
          "started tier=0 exec `bash -c 'echo half; echo $$ > up; exec sleep 60'`",
          "stdout half",
          "failed null attempt=1: recorder died",
        ],
        test: ["started tier=0 exec `echo tested`", "stdout tested", "completed 0"],
      },
    });
    const [first] = log;
    assert.ok(first?.type === "zig_session_started");
    assert.deepEqual([first.workflow_path, first.prompt], [".github/nightly.yml", "every night"]);
  });

  test(`step [${program.name}] with a session that is over or unknown warns, and breaks no build`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start); "\${Z[@]}" end --quiet
      cp "$ZIG_HOME"/logs/sessions/*.jsonl before
      "\${Z[@]}" step a -- sh -c 'echo "$ZIG_SESSION_ID" > own; exit 4'; echo "step $?"
      "\${Z[@]}" step a --strict -- touch strict; echo "strict $?"; [ -e strict ] && echo ran
      for command in 'tier x' 'skip x' 'end' 'end --force' 'event --json {"type":"heartbeat","interval_secs":1}'; do
        "\${Z[@]}" $command; echo "\${command%% *} $?"
      done 2> closed
      cmp before "$ZIG_HOME"/logs/sessions/$ZIG_SESSION_ID.jsonl && echo untouched
      [ "$ZIG_SESSION_ID" = "$(cat own)" ] || echo own
      open=$("\${Z[@]}" start); for id in 0 \${open:0:25} \${open:22}; do
        ZIG_SESSION_ID="$id" "\${Z[@]}" step p --quiet -- true; ZIG_SESSION_ID="$id" "\${Z[@]}" tier x; echo "part $?"
      done 2> parts; "\${Z[@]}" tier y --session \${open:22}; echo "typed $?"; "\${Z[@]}" end -q --session $open
      for id in nothing ../../etc/passwd /etc/passwd "$(printf 'x%.0s' $(seq 300))" 'a"b' $'a\\nb'; do
        ZIG_SESSION_ID="$id" "\${Z[@]}" step b --quiet -- true; echo "b $?"; "\${Z[@]}" tier x --session "$id"; echo "tier $?"
      done 2> unknown
      unset ZIG_SESSION_ID; "\${Z[@]}" tier x; echo "none $?"; ZIG_SESSION_ID= "\${Z[@]}" step c --quiet -- true; echo "c $?"`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    const unknown = Array.from({ length: 6 }, () => "b 0\ntier 2\n").join("");
    assert.equal(
      stdout,
      "step 4\nstrict 125\ntier 1\nskip 1\nend 1\nend 1\nevent 1\nuntouched\nown\n" +
        "part 2\npart 2\npart 2\ntyped 0\n" + unknown +
        "none 2\nc 0\n",
      stderr,
    );
    assert.match(
      stderr,
      /^zig-session: The session \S+ has ended \(.*\), and nothing is added to it\. Begin another with "zig-session start"\. The command is recorded in a session of its own\.$/m,
    );
    assert.match(stderr, /^zig-session: Which session\? Set ZIG_SESSION_ID/m);
    const [, ...typed] = events(scratch, "work").map(({ type }) => type);
    assert.deepEqual(typed, ["tier_started", "zig_session_ended"]);
    const closed = fs.readFileSync(join(scratch.work, "closed"), "utf8").trimEnd().split("\n");
    assert.equal(closed.length, 5);
    for (const line of closed) assert.match(line, /^zig-session: The session \S+ has ended \(/);
    const complaints = fs.readFileSync(join(scratch.work, "unknown"), "utf8").trimEnd().split("\n");
    assert.equal(complaints.length, 12);
    for (const line of complaints) assert.match(line, /^zig-session: No session "/);
  });

  test(`steps [${program.name}] without a tier open their own, and a name may come again`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start --workflow w)
      "\${Z[@]}" step a -q -- true; "\${Z[@]}" step a -q --allow-failure -- false; echo "allowed $?"
      "\${Z[@]}" tier b c; "\${Z[@]}" tier d; "\${Z[@]}" step c -q --saves VERSION,SHA -- true; "\${Z[@]}" skip b
      "\${Z[@]}" step a -q -- sh -c 'kill -9 $$'; echo "killed $?"; "\${Z[@]}" skip d --reason later
      "\${Z[@]}" end -q --status success; "\${Z[@]}" status; "\${Z[@]}" show`;
    const { stdout } = await runScript(scratch, program, script);
    assert.match(stdout, /^allowed 0\nkilled 137\ncompleted\n/);
    const kinds = events(scratch).flatMap(briefly);
    assert.deepEqual(kinds, [
      "tier 0 a",
      "start a 0",
      "completed a ",
      "tier 1 a",
      "start a 1",
      "failed a 1 exited with code 1 allowed",
      "tier 2 b,c",
      "tier 3 d",
      "start c 2",
      "completed c VERSION,SHA",
      "skip b ",
      "tier 4 a",
      "start a 4",
      "failed a 137 killed by SIGKILL",
      "skip d later",
    ]);
  });

  test(`end [${program.name}] fails a session for a failed step, not for one that may fail`, async () => {
    using scratch = new Scratch();
    const script = `
      for commands in '-- true' '--allow-failure -- false' '-- false' '--retries 1 --retry-delay 0s -- false'; do
        export ZIG_SESSION_ID=$("\${Z[@]}" start); "\${Z[@]}" step s -q $commands; "\${Z[@]}" end -q; "\${Z[@]}" status $ZIG_SESSION_ID
      done
      export ZIG_SESSION_ID=$("\${Z[@]}" start); "\${Z[@]}" end -q --status failure; "\${Z[@]}" status
      export ZIG_SESSION_ID=$("\${Z[@]}" start)
      "\${Z[@]}" step slow -- sh -c 'echo up > up; while [ ! -e go ]; do sleep 0.02; done; echo late; exit 5' > /dev/null 2> slow & step=$!
      for _ in $(seq 500); do [ -e up ] && break; sleep 0.02; done
      "\${Z[@]}" end --force 2> /dev/null; echo "end $?"; touch go; wait $step; echo "step $?"; cat slow; "\${Z[@]}" show | grep slow`;
    const { stdout } = await runScript(scratch, program, script);
    assert.match(
      stdout,
      /^completed\ncompleted\nfailed\nfailed\nfailed\nend 0\nstep 5\nzig-session: recording failed in part: another process has ended the session, and what came then is not in it\n.*\n.*slow .*still ran when the session was ended\n$/,
    );
    const last = events(scratch).at(-1);
    assert.equal(last?.type, "zig_session_ended");
  });

  test(`event [${program.name}] adds what the format has, and nothing else`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start)
      add() { "\${Z[@]}" event --json "$1" 2>> errors; printf %s $?; }
      add '{"type":"tier_started","tier_index":0,"step_names":["a"]}'
      add '{"type":"step_started","step_name":"a","tier_index":0,"zag_session_id":"zig-w-a","zag_command":"run","prompt_preview":"p"}'
      add '{"type":"step_output","step_name":"a","stream":"stderr","line":"\\u001b[31mred \\u2028 line"}'
      echo '{"type":"step_failed","step_name":"a","attempt":1,"error":"no"}' | "\${Z[@]}" event --json -; printf %s $?
      add '{"type":"step_completed","step_name":"a","exit_code":0,"duration_ms":5,"saved_vars":["v"]}'
      add '{"type":"heartbeat","interval_secs":10}'; echo
      add '{'; add '[]'; add '{"type":"new"}'; add '{"type":"heartbeat","interval_secs":1.5}'; add '{"type":"heartbeat","interval_secs":1,"more":1}'
      add '{"type":"heartbeat","interval_secs":1,"seq":9}'; add '{"type":"step_output","step_name":"a","stream":"stdin","line":""}'
      add '{"type":"step_output","step_name":"a","stream":"stdout","line":"\\ud800"}'; add '{"type":"zig_session_ended","status":"success","duration_ms":1}'
      echo; cat errors; "\${Z[@]}" end -q; "\${Z[@]}" verify > /dev/null; echo "verify $?"`;
    const { stdout } = await runScript(scratch, program, script);
    const [good, bad, ...lines] = stdout.trimEnd().split("\n");
    assert.deepEqual([good, bad], ["000000", "222222222"]);
    assert.equal(lines.pop(), "verify 0");
    assert.equal(lines.length, 9);
    for (const line of lines) assert.match(line, /^zig-session: invalid event: ./);
    assert.deepEqual(events(scratch).map(({ type }) => type), [
      "zig_session_started",
      "tier_started",
      "step_started",
      "step_output",
      "step_failed",
      "step_completed",
      "heartbeat",
      "zig_session_ended",
    ]);
  });

  test(`record and step [${program.name}] tell the command where it is recorded, and note the outer session`, async () => {
    using scratch = new Scratch();
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start); outer=$ZIG_SESSION_ID
      "\${Z[@]}" step 'a b' -q -- sh -c 'echo "$ZIG_SESSION_ID $ZIG_SESSION_STEP $ZIG_SESSION_LOG"' | sed "s/$outer/ID/g"
      "\${Z[@]}" record -q -- sh -c 'echo "$ZIG_SESSION_STEP"; [ "$ZIG_SESSION_ID" = '$outer' ] || echo other'
      "\${Z[@]}" end -q; grep -l "outer_session_id\\":\\"$outer" "$ZIG_HOME"/logs/sessions/*.jsonl | wc -l`;
    const { stdout } = await runScript(scratch, program, script);
    assert.equal(stdout, `ID a b ${scratch.home}/logs/sessions/ID.jsonl\nsh\nother\n1\n`);
  });
}

function exampleOfReadme(): string {
  const readme = fs.readFileSync(join(PROJECT_ROOT, "README.md"), "utf8");
  const [, script] = /## Record a CI job\n[^]*?```sh\n([^]*?)```/.exec(readme) ?? [];
  assert.ok(script, "the README has no CI job");
  return script;
}

function liveFiles(scratch: Scratch): string[] {
  return fs.readdirSync(join(scratch.home, "logs/sessions")).filter((name) =>
    name.endsWith(".live")
  );
}

function briefly(event: SessionLogEvent): string[] {
  switch (event.type) {
    case "tier_started":
      return [`tier ${event.tier_index} ${event.step_names}`];
    case "step_started":
      return [`start ${event.step_name} ${event.tier_index}`];
    case "step_completed":
      return [`completed ${event.step_name} ${event.saved_vars}`];
    case "step_failed": {
      const allowed = "allow_failure" in event ? " allowed" : "";
      return [`failed ${event.step_name} ${event.exit_code} ${event.error}${allowed}`];
    }
    case "step_skipped":
      return [`skip ${event.step_name} ${event.reason}`];
    default:
      return [];
  }
}
