import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { test } from "node:test";
import { outputLines } from "./support/log.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;
const needsPython = hasPython ? "" : " (skipped: python3 is not installed)";

/**
 * Shell functions: `server` is a command that leaves a server in the background, which prints at each request; `answers` asks
 * it twice, since only the second print fails once the first has found its reader gone.
 */
const SERVER = `
  cat > server.py <<'EOF'
import http.server, os
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
open("port.new", "w").write(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()
EOF
  cat > serve.sh <<'EOF'
python3 server.py & echo $! > pid
until [ -e port ]; do sleep 0.02; done
echo up
EOF
  answers() {
    for _ in 1 2 3; do
      python3 -c "import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:$(cat port)/server.py').status)"
    done
    kill $(cat pid)
  }`;

for (const program of PROGRAMS) {
  const ways: readonly (readonly [name: string, command: string])[] = [
    ["record", '"${Z[@]}" record -q -- sh serve.sh > out 2> err'],
    ["step", '"${Z[@]}" step -q serve -- sh serve.sh > out 2> err'],
    ["record --merge", '"${Z[@]}" record -q --merge -- sh serve.sh > out 2>&1'],
    [
      "record | cat",
      '{ "${Z[@]}" record -q -- sh serve.sh 2>&1; echo ended > ended; } | cat > out &',
    ],
    ["record --redact-output", '"${Z[@]}" record -q --redact-output -- sh serve.sh > out 2> err'],
    [
      "record --tty always",
      '"${Z[@]}" record -q --tty always -- sh serve.sh > out 2>&1 < /dev/null',
    ],
  ];
  for (const [name, command] of ways) {
    test(`${name} [${program.name}] leaves a server alive for the next step${needsPython}`, async () => {
      if (!hasPython) return;
      using scratch = new Scratch();
      const script = `${SERVER}
        export ZIG_SESSION_ID=$("\${Z[@]}" start)
        touch ended; [ "${name}" = "record | cat" ] && rm ended
        ${command}
        until [ -e ended ]; do sleep 0.02; done
        answers; wait`;
      const { stdout, stderr } = await runScript(scratch, program, script);
      assert.equal(stdout, "200\n200\n200\n", stderr);
    });
  }

  test(`record [${program.name}] passes on what a background process prints, and does not record it`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" record -- sh -c '(until [ -e go ]; do sleep 0.02; done; echo late; echo later >&2; echo survived > alive) & echo early; echo oops >&2' > out 2> err
      echo "exit $?"; touch go; until [ -e alive ]; do sleep 0.02; done
      until grep -q late out && grep -q later err; do sleep 0.02; done; cat out; grep -v '^zig-session' err; grep still err`;
    const { stdout } = await runScript(scratch, program, script);
    assert.match(
      stdout,
      /^exit 0\nearly\nlate\noops\nlater\nzig-session: sh \(pid \d+\)(, sleep \(pid \d+\))? still holds? the output open: passed on/,
    );
    assert.deepEqual(outputLines(scratch, "stdout"), ["early"]);
    assert.deepEqual(outputLines(scratch, "stderr"), ["oops"]);
  });

  test(`record [${program.name}] ends while a background process prints without end, and loses nothing of it`, async () => {
    using scratch = new Scratch();
    // It ends itself when the recorder has gone, whose number is the group's parent.
    const script = `
      "\${Z[@]}" record -q --max-log 64KiB -- sh -c 'while [ -d /proc/$PPID ]; do seq 1000; done & echo $! > pid' > out; echo "exit $?"
      while [ -d /proc/$(cat pid) ]; do sleep 0.02; done
      until [ "$(tail -n 1 out)" = 1000 ]; do sleep 0.02; done
      awk '$1 != (NR - 1) % 1000 + 1 { print "line", NR, "is", $1; exit }' out`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "exit 0\n", stderr);
  });

  test(`record [${program.name}]: who waits for the end of our output gets all of it`, async () => {
    using scratch = new Scratch();
    const script = `
      text=$("\${Z[@]}" record -q -- sh -c '(while [ -d /proc/$PPID ]; do sleep 0.02; done; echo one; echo two) & echo up'); echo "$text"
      "\${Z[@]}" record -q -- sh -c '(while [ -d /proc/$PPID ]; do sleep 0.02; done; echo one; echo two) & echo up' | cat`;
    const { stdout } = await runScript(scratch, program, script);
    assert.equal(stdout, "up\none\ntwo\n".repeat(2));
  });

  test(`record [${program.name}] gives a background process SIGPIPE once nobody reads us`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" record -q -- bash -c '(while [ -d /proc/$PPID ]; do sleep 0.02; done; while echo more; do sleep 0.02; done; echo refused > end) & echo $! > pid; echo up' | head -n 2
      while [ -d /proc/$(cat pid) ]; do sleep 0.02; done; ls end 2> /dev/null; echo over`;
    const { stdout } = await runScript(scratch, program, script);
    assert.equal(stdout, "up\nmore\nover\n");
  });

  test(`record [${program.name}] --close-output ends a background process at its next print`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" record --close-output -- bash -c '(while [ -d /proc/$PPID ]; do sleep 0.02; done; echo more; echo lives > end) & echo $! > pid; echo up' 2> err
      while [ -d /proc/$(cat pid) ]; do sleep 0.02; done; ls end 2> /dev/null; grep -o 'still.*open: closed' err`;
    const { stdout } = await runScript(scratch, program, script);
    assert.match(stdout, /^up\nstill holds? the output open: closed\n$/);
  });

  test(`record [${program.name}] leaves what passes its output on out of the reach of signals to its group`, async () => {
    using scratch = new Scratch();
    const script = `
      setsid -w bash -c '"$@" & wait $!; trap "" HUP INT TERM; kill -HUP 0; kill -INT 0; kill -TERM 0; touch sent' sh \\
        "\${Z[@]}" record -q -- sh -c '(trap "" HUP INT TERM; until [ -e sent ]; do sleep 0.02; done; echo still here) & echo up'`;
    const { stdout } = await runScript(scratch, program, script);
    assert.equal(stdout, "up\nstill here\n");
  });

  test(`record [${program.name}] --redact-output goes on masking what is passed on`, async () => {
    using scratch = new Scratch();
    const script = `
      "\${Z[@]}" record -q --redact-output --redact 'id-\\d+' -- sh -c '(while [ -d /proc/$PPID ]; do sleep 0.02; done; echo "$MY_TOKEN id-42 added-mask-1") & echo ::add-mask::added-mask-1; echo "$MY_TOKEN"'`;
    const { stdout } = await runScript(scratch, program, script, {
      MY_TOKEN: "tooth-and-nail-99",
      GITHUB_ACTIONS: "",
    });
    assert.equal(stdout, "::add-mask::***\n***\n*** *** ***\n");
  });

  test(`record [${program.name}] around a step that is left behind takes its frames out`, async () => {
    using scratch = new Scratch();
    const inner = quotedForSh(program.words);
    const script = `
      "\${Z[@]}" record -q -- sh -c '${inner} step -q inner -- sh -c "echo one; while [ -d /proc/$PPID ]; do sleep 0.02; done; echo two" & until grep -qs one "$ZIG_SESSION_LOG"; do sleep 0.02; done'`;
    const { stdout } = await runScript(scratch, program, script);
    assert.equal(stdout, "one\ntwo\n");
  });

  test(`step [${program.name}] from a script that was left behind writes no frames`, async () => {
    using scratch = new Scratch();
    const inner = quotedForSh(program.words);
    const script = `
      export ZIG_SESSION_ID=$("\${Z[@]}" start)
      "\${Z[@]}" step -q outer -- sh -c '(while [ -d /proc/$PPID ]; do sleep 0.02; done; ${inner} step -q inner -- echo two) & echo one'`;
    const { stdout } = await runScript(scratch, program, script);
    assert.equal(stdout, "one\ntwo\n");
    assert.deepEqual(outputLines(scratch, "stdout"), ["one", "two"]);
  });

  test(`record --tty [${program.name}] does not hang up on what is left, be it silent or not`, async () => {
    using scratch = new Scratch();
    const script = `
      left() { "\${Z[@]}" record -q --tty always -- sh -c "(while [ -d /proc/\\$PPID ]; do sleep 0.02; done; echo late; touch $1) $2 & echo up" < /dev/null; }
      left silent '> /dev/null 2>&1'; left talks; until [ -e silent ] && [ -e talks ]; do sleep 0.02; done`;
    const { stdout } = await runScript(scratch, program, script);
    assert.equal(stdout, "up\r\nup\r\nlate\r\n");
    assert.deepEqual(outputLines(scratch, "stdout"), ["up"]);
  });

  test(`record [${program.name}] with a background process: Node's "exit" comes first, "close" with its end`, async () => {
    using scratch = new Scratch();
    const [file = "", ...words] = program.words;
    const command = "(until [ -e go ]; do sleep 0.02; done; echo late) & echo early";
    const child = spawn(file, [...words, "record", "-q", "--", "sh", "-c", command], {
      cwd: scratch.work,
      env: { ...process.env, ZIG_HOME: scratch.home },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    child.stdout.on("data", (chunk) => text += chunk);
    child.stderr.resume();
    const closed = once(child, "close");
    assert.deepEqual(await once(child, "exit"), [0, null]);
    assert.equal(text, "early\n");
    scratch.write("go", "");
    await closed;
    assert.equal(text, "early\nlate\n");
  });
}

/** The words of a program within a script that stands in single quotes; none of them has any. */
function quotedForSh(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(" ");
}
