import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { test } from "node:test";
import { decodeEvent, isEvent } from "../../src/session/reading/decoding/decode_event.ts";
import { ADA, needsOther, openToOthers } from "./support/other_user.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

const LINES = 1_000_000;
const canMount = spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

/** A fault that recording meets, as the words around the command; `$CMD` is the recorded command, `$Z` the recorder. */
interface Fault {
  readonly name: string;
  readonly script: string;
  /** What the one warning says. */
  readonly warning: RegExp;
  /** It needs a program that another user can run. */
  readonly asOther?: boolean;
  /** Why it cannot be tested here; empty if it can. */
  readonly skipped?: string;
}

const needsMount = canMount ? "" : " (skipped: no right to mount a tmpfs)";
const COMMAND = `sh -c "seq 1 ${LINES}; exit 7"`;

// With a cache for Deno, which would otherwise look for that of root.
const AS_ADA = `env DENO_DIR=$(mkdir -m 777 deno; pwd)/deno setpriv --reuid ${ADA} --clear-groups`;

const FAULTS: readonly Fault[] = [
  {
    name: "a home on a full disk",
    script:
      `unshare -m bash -c 'mount -t tmpfs -o size=1M none small; ZIG_HOME=$PWD/small "$@"; rc=$?; cp -r small kept; exit $rc' -- "\${Z[@]}" record --min-free none -- ${COMMAND}`,
    warning:
      /recording failed in part: Could not write the log .+: no space is left on the device.+; \d+ lines of output are not in the log/,
    skipped: needsMount,
  },
  {
    name: "a read-only home",
    script:
      `unshare -m bash -c 'mount -t tmpfs -o size=1M,ro none small; ZIG_HOME=$PWD/small "$@"' -- "\${Z[@]}" record -- ${COMMAND}`,
    warning: /recording failed: Could not make the folder .+: the file system is read-only/,
    skipped: needsMount,
  },
  {
    name: "a home of another user",
    script:
      `mkdir -m 700 private; ZIG_HOME=$PWD/private/home ${AS_ADA} "\${Z[@]}" record -- ${COMMAND}`,
    warning: /recording failed: Could not make the folder .+: permission denied/,
    asOther: true,
    skipped: needsOther,
  },
  {
    name: "no HOME",
    script: `${AS_ADA} env -u HOME -u ZIG_HOME "\${Z[@]}" record -- ${COMMAND}`,
    warning: /recording failed: Could not find a folder for the sessions: HOME is not set/,
    asOther: true,
    skipped: needsOther,
  },
  {
    name: "a limit on the size of files",
    // Set once the recorder runs: what the runtime writes while it starts is not the point.
    script:
      `"\${Z[@]}" record -- sh -c "prlimit --pid \\$PPID --fsize=1000000; seq 1 ${LINES}; exit 7"`,
    warning: /recording failed in part: Could not write the log .+: the file size limit is reached/,
  },
  {
    name: "a home that is a file",
    script: `touch file; ZIG_HOME=$PWD/file "\${Z[@]}" record -- ${COMMAND}`,
    warning:
      /recording failed: Could not make the folder .+: (it exists already|a part of the path is not a folder)/,
  },
  {
    name: "a home that is deleted meanwhile",
    script:
      `"\${Z[@]}" record -- sh -c "seq 1 500000; rm -rf $ZIG_HOME; seq 500001 ${LINES}; exit 7"`,
    warning: /recording failed in part: The log .+ could not be written: it has been deleted/,
  },
  {
    name: "a log that is deleted meanwhile",
    script:
      `"\${Z[@]}" record -- sh -c "seq 1 500000; rm $ZIG_HOME/logs/sessions/*.jsonl; seq 500001 ${LINES}; exit 7"`,
    warning: /recording failed in part: The log .+ could not be written: it has been deleted/,
  },
  {
    name: "a log whose lock another holds for ever",
    script:
      `"\${Z[@]}" record -- bash -c "exec 9>>\\$(ls $ZIG_HOME/logs/sessions/*.jsonl); flock 9; seq 1 ${LINES}; exit 7"`,
    warning: /recording failed in part: .*locked/,
  },
  {
    name: "an index whose lock cannot be opened",
    script: `mkdir -p "$ZIG_HOME/.index.lock"; "\${Z[@]}" record -- ${COMMAND}`,
    warning: /recording failed in part: Could not open the lock .+: it is a folder/,
  },
];

for (const program of PROGRAMS) {
  for (const { name, script, warning, asOther, skipped = "" } of FAULTS) {
    test(`record [${program.name}] with ${name}: ${LINES} lines in, ${LINES} out, one warning${skipped}`, async () => {
      if (skipped) return;
      using scratch = new Scratch();
      fs.mkdirSync(`${scratch.work}/small`);
      const { code, stdout, stderr } = await runScript(
        scratch,
        asOther ? openToOthers(scratch, program) : program,
        `set -o pipefail; { ${script}; } | tee >(tail -1 >&2) | md5sum; exit \${PIPESTATUS[0]}`,
      );
      const bare = await runScript(scratch, undefined, `seq 1 ${LINES} | md5sum`);
      assert.equal(stdout, bare.stdout, stderr);
      assert.equal(code, 7, stderr);
      assert.match(stderr, warning);
      assert.equal(stderr.match(/recording failed/g)?.length, 1, stderr);
      for (const log of scratch.logs()) assertSound(log);
    });
  }

  test(`record [${program.name}] with an index that is a folder, or damaged: it is set aside, nothing else happens`, async () => {
    using scratch = new Scratch();
    const script =
      `"\${R[@]}" true; mv "$ZIG_HOME/logs/index.json" old; mkdir "$ZIG_HOME/logs/index.json"; echo '{"sess' > "$ZIG_HOME/sessions_index.json"
      "\${R[@]}" sh -c 'exit 7'; echo "exit $?"; ls -A "$ZIG_HOME" "$ZIG_HOME/logs"; grep -c zig_session_id "$ZIG_HOME/logs/index.json" "$ZIG_HOME/sessions_index.json"`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stderr, "");
    assert.match(stdout, /^exit 7\n/);
    assert.match(stdout, /^index\.json\.damaged-1$/m);
    assert.match(stdout, /^sessions_index\.json\.damaged-1$/m);
    assert.equal(stdout.match(/:2$/gm)?.length, 2, stdout);
  });

  test(`record [${program.name}] on a disk that is full and then free again goes on, and the log is whole${needsMount}`, async () => {
    if (!canMount) return;
    using scratch = new Scratch();
    fs.mkdirSync(`${scratch.work}/small`);
    // The disk is full before the first line, and free again after the second thousand.
    const inner = `mount -t tmpfs -o size=4M none small; export ZIG_HOME=$PWD/small/home
      "$@" record --min-free none -- bash -c 'head -c 5000000 /dev/zero > small/ballast 2>/dev/null; seq 1 2000; sleep 2.2; rm small/ballast; sleep 1.5; seq 2001 3000; exit 7' 2>small/err | md5sum
      echo "exit \${PIPESTATUS[0]}"; cp -r small/home kept; cat small/err >&2`;
    scratch.write("inner.sh", inner);
    const { stdout, stderr } = await runScript(
      scratch,
      program,
      `unshare -m bash inner.sh "\${Z[@]}"`,
    );
    const bare = await runScript(scratch, undefined, `seq 1 3000 | md5sum`);
    assert.equal(stdout, `${bare.stdout}exit 7\n`, stderr);
    assert.match(stderr, /recording failed in part: Could not write the log .+: no space is left/);
    const folder = `${scratch.work}/kept/logs/sessions`;
    const [log = ""] = fs.readdirSync(folder).filter((file) => file.endsWith(".jsonl"));
    const lines = assertSound(`${folder}/${log}`);
    assert.deepEqual(lines, Array.from({ length: 3000 }, (_, index) => String(index + 1)));
  });
}

/** Every line is an event, `seq` has no gap; returns the lines of output. */
function assertSound(log: string): string[] {
  const text = fs.readFileSync(log, "utf8");
  assert.ok(text.endsWith("\n"), `${log} ends in the middle of a line`);
  return text.slice(0, -1).split("\n").flatMap((line, index) => {
    const event = decodeEvent(line);
    assert.ok(isEvent(event), line);
    assert.equal(event.seq, index + 1);
    return event.type === "step_output" ? [event.line] : [];
  });
}
