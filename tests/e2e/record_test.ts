import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { events, outputLines } from "./support/log.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";

for (const program of PROGRAMS) {
  test(`record [${program.name}] passes both streams through, exits 3 and says where the session is`, async () => {
    using scratch = new Scratch();
    const script = `"\${Z[@]}" record -- sh -c 'echo hello; echo oops >&2; exit 3'`;
    const { stdout, stderr, code } = await runScript(scratch, program, script);
    assert.equal(stdout, "hello\n");
    assert.equal(code, 3);
    const [log = ""] = scratch.logs();
    const notice = /^oops\nzig-session: ✗ exit 3 after \S+ · zig-session show (\w{6})\n$/
      .exec(utf8(stderr));
    assert.equal(notice?.[1], /(\w{6})\.jsonl$/.exec(log)?.[1], stderr);
  });

  test(`record [${program.name}] writes its notices as lines of their own`, async () => {
    using scratch = new Scratch();
    const { stderr } = await runScript(
      scratch,
      program,
      `"\${Z[@]}" record -- sh -c 'printf oops >&2'`,
    );
    assert.match(utf8(stderr), /^oops\nzig-session: ✓ \S+ · \w{6}\n$/);
  });

  test(`record [${program.name}] leaves a log of one step, whole and in zig-core's form`, async () => {
    using scratch = new Scratch();
    const script = `"\${Z[@]}" record -q --workflow 'nightly "x"' --step build --prompt 'line 1
line 2' -- sh -c 'echo "$ZIG_SESSION_ID"' > id; cat id`;
    const { stdout } = await runScript(scratch, program, script);
    const [log = ""] = scratch.logs();
    const id = /([^/]+)\.jsonl$/.exec(log)?.[1];
    assert.equal(stdout, `${id}\n`);
    const normal = fs.readFileSync(log, "utf8")
      .replace(/"ts":"[^"]+"/g, `"ts":"T"`).replace(/"duration_ms":\d+/g, `"duration_ms":7`)
      .replace(/"recorder":[1-9]\d*/g, `"recorder":9`)
      .replaceAll(`${id}`, "ID");
    const sh = fs.realpathSync("/usr/bin") === "/usr/bin" ? "/usr/bin/sh" : "/bin/sh";
    const head = (seq: number, type: string) =>
      `{"seq":${seq},"ts":"T","zig_session_id":"ID","type":"${type}"`;
    assert.deepEqual(normal.split("\n"), [
      `${
        head(1, "zig_session_started")
      },"workflow_name":"nightly \\"x\\"","workflow_path":"${sh}","workspace_path":"${scratch.home}","cwd":"${scratch.work}","prompt":"line 1\\nline 2","tier_count":1}`,
      `${head(2, "tier_started")},"tier_index":0,"step_names":["build"]}`,
      `${
        head(3, "step_started")
      },"step_name":"build","tier_index":0,"zag_session_id":"zig-nightly \\"x\\"-build","zag_command":"exec","model":null,"prompt_preview":"sh -c 'echo \\"$ZIG_SESSION_ID\\"'","recorder":9}`,
      `${head(4, "step_output")},"step_name":"build","stream":"stdout","line":"ID"}`,
      `${
        head(5, "step_completed")
      },"step_name":"build","exit_code":0,"duration_ms":7,"saved_vars":[],"recorder":9}`,
      `${head(6, "zig_session_ended")},"status":"success","duration_ms":7}`,
      "",
    ]);
  });

  test(`record [${program.name}] leaves both indexes in zig-core's form, byte for byte`, async () => {
    using scratch = new Scratch();
    await runScript(scratch, program, `git init -q .; "\${R[@]}" false; "\${R[@]}" true`);
    const project = `${scratch.home}/projects/${scratch.work.slice(1).replaceAll("/", "-")}`;
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00`;
    const escaped = (text: string) => text.replace(/[.*+?^\${}()|[\]\\]/g, "\\$&");
    const entry = (log: string, name: string, status: string, global: boolean) => {
      const id = /([^/]+)\.jsonl$/.exec(log)?.[1];
      const middle = global
        ? `      "project": "${escaped(project)}",\n`
        : `      "workflow_path": "[^"]+/${name}",\n`;
      const last = global ? "" : `,\n      "workspace_path": "${escaped(project)}"`;
      return `    {\n      "zig_session_id": "${id}",\n      "workflow_name": "${name}",\n${middle}` +
        `      "log_path": "${
          escaped(log)
        }",\n      "started_at": "${time}",\n      "ended_at": "${time}",\n` +
        `      "status": "${status}"${last}\n    }`;
    };
    const [first = "", second = ""] = scratch.logs();
    for (
      const [path, global] of [[`${project}/logs/index.json`, false], [
        `${scratch.home}/sessions_index.json`,
        true,
      ]] as const
    ) {
      const entries = [
        entry(first, "false", "failure", global),
        entry(second, "true", "success", global),
      ].join(",\n");
      assert.match(
        fs.readFileSync(path, "utf8"),
        new RegExp(`^\\{\n  "sessions": \\[\n${entries}\n  \\]\n\\}$`),
      );
    }
  });

  test(`record [${program.name}] of what cannot be run says why, and records that too`, async () => {
    using scratch = new Scratch();
    scratch.write("not-executable", "echo x\n");
    scratch.write("no-interpreter", "#!/nowhere/sh\n", 0o755);
    scratch.write("broken-elf", "\x7fELF\x02\x01\0\0garbage", 0o755);
    const cases = [
      ["no-such-command", 127, /command not found: "no-such-command"/],
      ["./no-such-file", 127, /Cannot run "\.\/no-such-file": it does not exist/],
      ["./not-executable/file", 127, /Cannot run ".+": a part of the path is not a folder/],
      ["/tmp", 126, /Cannot run "\/tmp": it is a folder/],
      ["./not-executable", 126, /Cannot run "\.\/not-executable": permission denied/],
      ["./no-interpreter", 127, /Cannot run ".+": its interpreter "\/nowhere\/sh" does not exist/],
      ["./broken-elf", 126, /Cannot run ".+": it is a binary file of another format/],
    ] as const;
    for (const [word, expected, message] of cases) {
      const { stdout, stderr, code } = await runScript(scratch, program, `"\${R[@]}" ${word}`);
      assert.deepEqual({ stdout, code }, { stdout: "", code: expected }, stderr);
      assert.match(stderr, new RegExp(`^zig-session: ${message.source}\n$`));
      const failed = events(scratch).find((event) => event.type === "step_failed");
      assert.equal(failed?.type === "step_failed" && failed.exit_code, expected);
    }
  });

  test(`record [${program.name}] with a wrong command line exits 125 and records nothing`, async () => {
    using scratch = new Scratch();
    for (
      const words of [
        "record",
        "record --",
        "record --no-such-option -- true",
        "record --max-line x -- true",
        "record --heartbeat 0 -- true",
      ]
    ) {
      const { stdout, stderr, code } = await runScript(scratch, program, `"\${Z[@]}" ${words}`);
      assert.deepEqual({ stdout, code }, { stdout: "", code: 125 }, `${words}: ${stderr}`);
      assert.match(stderr, /^zig-session: /);
    }
    assert.deepEqual(scratch.logs(), []);
  });

  test(`record [${program.name}] leaves the command's own options to it`, async () => {
    using scratch = new Scratch();
    const { stdout } = await runScript(
      scratch,
      program,
      `"\${Z[@]}" record -q -- ls --help | head -1; "\${Z[@]}" record -q echo --help -- -q`,
    );
    assert.match(stdout, /^Usage: ls .*\n--help -- -q\n$/);
  });

  test(`record [${program.name}] --id-file has the id before the command starts`, async () => {
    using scratch = new Scratch();
    const { stdout } = await runScript(
      scratch,
      program,
      `"\${Z[@]}" record -q --id-file id -- sh -c 'cat id; echo $ZIG_SESSION_ID'`,
    );
    const [fromFile, fromEnvironment] = stdout.split("\n");
    assert.equal(fromFile, fromEnvironment);
    assert.match(fromFile ?? "", /^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  test(`record [${program.name}] with ZIG_SESSION=off is the command itself`, async () => {
    using scratch = new Scratch();
    // The last 8 digits: signal 33 is the C library's own.
    const script =
      `exec 8<<<eight; nohup "\${R[@]}" sh -c 'cat <&8; echo "[$ZIG_SESSION_ID]"; grep SigIgn /proc/self/status | tail -c 9; kill -HUP $$; exit 4'; echo "exit $?"; "\${R[@]}" nope; echo "exit $?"`;
    const off = await runScript(scratch, program, script, { ZIG_SESSION: "off" });
    const bare = await runScript(scratch, undefined, script);
    assert.equal(off.stdout, bare.stdout);
    assert.match(off.stderr, /zig-session: command not found: "nope"/);
    assert.deepEqual(scratch.logs(), []);
  });

  test(`record [${program.name}] says that output could not be passed on, and does not end with 0`, async () => {
    using scratch = new Scratch();
    const full = await runScript(
      scratch,
      program,
      `"\${Z[@]}" record -q -- sh -c 'echo lost' > /dev/full`,
    );
    assert.equal(full.code, 1);
    assert.match(full.stderr, /^zig-session: not all output could be passed on: .*\n$/);
    const own = await runScript(
      scratch,
      program,
      `"\${Z[@]}" record -q -- sh -c 'echo lost; exit 3' > /dev/full`,
    );
    assert.equal(own.code, 3);
    const masters = await runScript(
      scratch,
      program,
      `for n in $(seq 8); do "\${Z[@]}" record -q --tty always -- echo lost > /dev/full; done`,
    );
    // Of a command that is still there, its terminal's end is a hangup.
    assert.deepEqual(
      new Set(masters.stderr.trimEnd().split("\n").filter((line) => !/ Hangup /.test(line))),
      new Set([
        "zig-session: not all output could be passed on: no space is left on the device",
      ]),
    );
  });

  // Deno puts /dev/null in the place of a stdout that is closed, and nothing tells that from any other.
  if (program.name === "executable") {
    test(`record [${program.name}] with a closed stdout records all, says that it was not passed on, and ends with 1`, async () => {
      using scratch = new Scratch();
      const closed = await runScript(
        scratch,
        program,
        `"\${Z[@]}" record -q -- seq 100000 >&-; echo "exit $?" >&2`,
      );
      assert.equal(
        closed.stderr,
        "zig-session: not all output could be passed on: the stream is closed\nexit 1\n",
      );
      assert.equal(outputLines(scratch, "stdout").at(-1), "100000");
      // What prints nothing, has nothing to lose; and who asks for /dev/null gets it, as whoever uses it for all three.
      const others = await runScript(
        scratch,
        program,
        `"\${R[@]}" true >&-; echo $?; "\${R[@]}" echo x > /dev/null; echo $?; "\${R[@]}" echo x 1<> /dev/null; echo $?
         ZIG_SESSION=off "\${R[@]}" ls -l /proc/self/fd/1 >&- 2> off; cat off
         "\${Z[@]}" list 0<&- >&-; echo $?`,
      );
      assert.match(others.stdout, /^0\n0\n0\nls: .*: No such file or directory\n2\n$/);
    });
  }

  test(`record [${program.name}] with hardly a descriptor left still runs the command`, async () => {
    using scratch = new Scratch();
    // Set once the program runs: what the runtime needs to start is not the point.
    scratch.write("few.sh", `ulimit -n "$1"; shift; exec "$@"\n`);
    for (const limit of [14, 17, 20, 24, 28]) {
      const script = `bash few.sh ${limit} "\${Z[@]}" record -- sh -c 'echo ran; exit 5'`;
      const { stdout, stderr, code } = await runScript(scratch, program, script);
      // Below that the runtime itself does not start.
      if (code === 5) assert.equal(stdout, "ran\n");
      else assert.doesNotMatch(stderr, /^zig-session/m);
    }
  });

  test(`record [${program.name}] cannot be made to write notices that are not its own`, async () => {
    using scratch = new Scratch();
    const script =
      `"\${Z[@]}" record -- $'/nope\\e[31m\\e]0;title\\a\\nzig-session: session FAKE completed'`;
    const { stderr } = await runScript(scratch, program, script);
    assert.equal(stderr.match(/^zig-session: /gm)?.length, 2, stderr);
    assert.ok(!stderr.includes("\x1b"), "an escape sequence came through");
  });

  test(`record [${program.name}] begins its notice on a line of its own where stdout and stderr are one`, async () => {
    using scratch = new Scratch();
    const { stdout } = await runScript(
      scratch,
      program,
      `"\${Z[@]}" record -- printf abc 2>&1 | cat`,
    );
    assert.match(utf8(stdout), /^abc\nzig-session: ✓ /);
  });

  test(`record [${program.name}] without a place for the log still runs the command, and --strict does not`, async () => {
    using scratch = new Scratch();
    scratch.write("file", "");
    const environment = { ZIG_HOME: `${scratch.work}/file/home` };
    const script = (options: string) => `"\${Z[@]}" record ${options} -- sh -c 'echo ran; exit 5'`;
    const plain = await runScript(scratch, program, script("--quiet"), environment);
    assert.deepEqual([plain.stdout, plain.code], ["ran\n", 5]);
    assert.match(plain.stderr, /^zig-session: recording failed: Could not make the folder .+\n$/);
    const silent = await runScript(scratch, program, script("--no-warnings"), environment);
    assert.deepEqual([silent.stdout, silent.stderr, silent.code], ["ran\n", "", 5]);
    const strict = await runScript(scratch, program, script("--strict"), environment);
    assert.deepEqual([strict.stdout, strict.code], ["", 125]);
    assert.match(strict.stderr, /was not run/);
  });
}
