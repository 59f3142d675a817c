import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { test } from "node:test";
import { events, outputLines } from "./support/log.ts";
import { PROGRAMS, quoted } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";
import { hasTmux, skipped, stateOf, Terminal, until } from "./support/terminal.ts";

/** What the name of a test says for which a program is missing. */
function missingFile(program: string): string {
  return spawnSync("which", [program]).status === 0 ? "" : ` (skipped: there is no ${program})`;
}

/** What the name of a test says for which a program is missing, or tmux. */
function missing(program: string): string {
  return hasTmux ? missingFile(program) : skipped;
}

/** Waits until the shell asks for a command: what is typed before is for the command that runs. */
async function prompt(terminal: Terminal): Promise<void> {
  await terminal.awaitScreen(/^\S*[$#] \n*$(?![^])/m);
}

/**
 * A script that says whether the modes of the terminal are the same after `command` as before, and how that ended. The
 * size is left out, which tests change.
 */
function comparingModes(command: string): string {
  const modes = "stty -a | sed 's/rows.*columns [0-9]*;//'";
  return `${modes} > before; ${command}\ncode=$?; ${modes} > after\n` +
    `grep -q speed after && cmp before after && echo "same modes, exit=$code"\n`;
}

for (const program of PROGRAMS) {
  const words = quoted(program.words);
  const record = `${words} record -q --tty --`;
  const name = `record --tty [${program.name}]`;

  const noScript = missingFile("script");
  test(`record [${program.name}] hands on an end of input that was typed before it began${noScript}`, async () => {
    if (noScript !== "") return;
    using scratch = new Scratch();
    // It types an end of input as soon as its own stdin has ended. Each cat gets one that waits in the terminal, then all is read.
    scratch.write("bare.sh", "sleep 0.4; cat; echo after $?\n");
    scratch.write("recorded.sh", `sleep 0.4; ${words} record -q -- cat; echo after $?\n`);
    const typed = (file: string) => `timeout 20 script -qec "sh ${file}" /dev/null < /dev/null`;
    const { stdout } = await runScript(
      scratch,
      program,
      `${typed("bare.sh")}; echo "bare $?"; ${typed("recorded.sh")}; echo "recorded $?"`,
    );
    const seen = stdout.replaceAll("\r", "");
    assert.match(seen, /^[^]*after 0\nbare 0\n[^]*after 0\nrecorded 0\n$/);
  });

  test(`${name} gives a command a terminal, and puts ours back${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch, 90);
    scratch.write("look.sh", `test -t 0 && test -t 1 && test -t 2 && stty size && exit 3\n`);
    scratch.write("run.sh", comparingModes(`${record} sh look.sh`));
    terminal.keys("bash run.sh", "Enter");
    assert.match(await terminal.awaitScreen(/exit=/), /^24 90\nsame modes, exit=3$/m);
    assert.deepEqual(outputLines(scratch, "stdout"), ["24 90"]);
    assert.deepEqual(outputLines(scratch, "stderr"), []);
  });

  test(`${name} puts the terminal back when the command is killed${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    scratch.write("run.sh", comparingModes(`${record} sh -c 'stty raw -echo; kill -9 $$'`));
    terminal.keys("bash run.sh", "Enter");
    await terminal.awaitScreen(/same modes, exit=137$/m);
  });

  test(`${name} puts the terminal back when the recorder is ended${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    scratch.write("run.sh", comparingModes(`${record} sh -c 'echo $PPID > recorder; sleep 60'`));
    terminal.keys("bash run.sh", "Enter");
    const path = `${scratch.work}/recorder`;
    await until("the command runs", () => fs.existsSync(path) && fs.statSync(path).size > 1);
    execFileSync("kill", ["-TERM", fs.readFileSync(path, "utf8").trim()]);
    await terminal.awaitScreen(/same modes, exit=143$/m);
  });

  test(`${name} puts the terminal back when the command cannot be started${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    scratch.write("no.sh", "#!/no/such/interpreter\n", 0o755);
    scratch.write("run.sh", comparingModes(`${record} ./no.sh`));
    terminal.keys("bash run.sh", "Enter");
    await terminal.awaitScreen(/same modes, exit=127$/m);
  });

  test(`${name} follows the size of the terminal${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch, 90);
    scratch.write(
      "size.sh",
      `trap 'echo "now $(stty size)"; exit' WINCH; echo ready; for n in $(seq 300); do sleep 0.1; done\n`,
    );
    terminal.keys(`${record} bash size.sh`, "Enter");
    await terminal.awaitScreen(/^ready$/m);
    terminal.resize(70, 20);
    await terminal.awaitScreen(/^now 20 70$/m);
  });

  test(`${name}: what is typed is for the command, Ctrl-C too${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    scratch.write(
      "trap.sh",
      `trap 'echo interrupted >> got; read -r line; echo "read $line"; exit 7' INT\n` +
        `echo ready; for n in $(seq 300); do sleep 0.1; done\n`,
    );
    scratch.write("run.sh", comparingModes(`${record} bash trap.sh`));
    terminal.keys("bash run.sh", "Enter");
    await terminal.awaitScreen(/^ready$/m);
    terminal.keys("C-c");
    terminal.keys("hello", "Enter");
    const screen = await terminal.awaitScreen(/exit=7$/m);
    assert.match(screen, /\nready\n\^Chello\nread hello\nsame modes, exit=7\n/);
    assert.equal(fs.readFileSync(`${scratch.work}/got`, "utf8"), "interrupted\n");
    assert.deepEqual(outputLines(scratch, "stdout"), ["ready", "^Chello", "read hello"]);
  });

  test(`${name}: Ctrl-C stops a shell loop around it${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    scratch.write(
      "loop.sh",
      `for n in 1 2 3; do ${record} sh -c 'echo "round $0"; sleep 20' $n; done; echo after\n`,
    );
    terminal.keys("bash loop.sh", "Enter");
    await terminal.awaitScreen(/^round 1$/m);
    terminal.keys("C-c");
    await prompt(terminal);
    terminal.keys("echo status=$?", "Enter");
    const screen = await terminal.awaitScreen(/^status=/m);
    assert.match(screen, /^status=130$/m);
    assert.doesNotMatch(screen, /round 2|after/);
    const failed = events(scratch).find((event) => event.type === "step_failed");
    assert.equal(failed?.error, "killed by SIGINT");
  });

  for (
    const [command, ready] of [["sleep 100", ""], ["cat", ""], ["python3 -q", ">>> "]] as const
  ) {
    const file = command.split(" ")[0] ?? "";
    test(`${name} ${file}: Ctrl-Z and fg stop and continue both${missing(file)}`, async () => {
      if (missing(file)) return;
      using scratch = new Scratch();
      using terminal = new Terminal(scratch);
      scratch.write("command.sh", `echo $$ > pid; echo begun; exec ${command}\n`);
      scratch.write("run.sh", `exec ${record} sh command.sh\n`);
      terminal.keys("stty -a > before; bash run.sh", "Enter");
      await terminal.awaitScreen(new RegExp(`begun\n${ready}`));
      const pid = Number(fs.readFileSync(`${scratch.work}/pid`, "utf8"));
      terminal.keys("C-z");
      await terminal.awaitScreen(/Stopped/);
      await until("the command is stopped", () => stateOf(pid) === "T");
      terminal.keys("stty -a > after; cmp before after && echo same modes", "Enter");
      await terminal.awaitScreen(/^same modes$/m);
      terminal.keys("fg", "Enter");
      await until("the command goes on", () => stateOf(pid) === "S");
      if (file === "cat") {
        terminal.keys("hello", "Enter", "C-d");
        await terminal.awaitScreen(/^hello\nhello$/m);
      } else if (file === "python3") {
        terminal.keys("print(6 * 7); exit()", "Enter");
        await terminal.awaitScreen(/^42$/m);
      } else {
        terminal.keys("C-z");
        await terminal.awaitScreen(/Stopped[^]*Stopped/);
        terminal.keys("bg", "Enter");
        await until("the command goes on", () => stateOf(pid) === "S");
        terminal.keys("echo in the background", "Enter");
        await terminal.awaitScreen(/^in the background$/m);
        terminal.keys("fg", "Enter");
        await terminal.awaitScreen(/^in the background\n[^]*fg\nbash run\.sh$/m);
        await until("Ctrl-C reaches it", () => (terminal.keys("C-c"), stateOf(pid) === undefined));
      }
      await prompt(terminal);
    });
  }

  test(`${name} in the background: the shell keeps the terminal until fg${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    terminal.keys(`${record} sh -c 'stty -a > modes; echo begun; cat' &`, "Enter");
    await terminal.awaitScreen(/^(\S*[$#] )?begun$/m);
    terminal.keys("clear; echo for the shell", "Enter");
    await terminal.awaitScreen(/^for the shell$/m);
    assert.match(fs.readFileSync(`${scratch.work}/modes`, "utf8"), /(^| )icanon/m);
    terminal.keys("fg", "Enter");
    await terminal.awaitScreen(/fg\n.*record/);
    await until("our terminal is raw", () => terminal.modes().includes("-icanon"));
    terminal.keys("hello", "Enter", "C-d");
    await terminal.awaitScreen(/^hello\nhello$/m);
    await prompt(terminal);
  });

  test(`${name} takes the terminal again after it was stopped by others${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    terminal.keys(`${record} sh -c 'echo $PPID > pid; echo begun; cat'`, "Enter");
    await terminal.awaitScreen(/^begun$/m);
    execFileSync("kill", ["-STOP", fs.readFileSync(`${scratch.work}/pid`, "utf8").trim()]);
    await terminal.awaitScreen(/Stopped/);
    terminal.keys("clear; fg", "Enter");
    await terminal.awaitScreen(/^(\S*[$#] )?.*record.*cat'$/m);
    await until("our terminal is raw", () => terminal.modes().includes("-icanon"));
    terminal.keys("hello", "Enter", "C-d");
    await terminal.awaitScreen(/^hello\nhello$/m);
    await prompt(terminal);
  });

  test(`${name} shows what others write to the terminal meanwhile as it is without it${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    const beside =
      "for n in 1 2; do until [ -e turn$n ]; do sleep 0.02; done; echo beside $n; : > said$n; done";
    const wait = (n: number) => `: > turn${n}; until [ -e said${n} ]; do sleep 0.02; done`;
    // What the command writes in a mode of its own is not touched either.
    const own = "stty -opost; printf 'raw\\nline\\r\\n'";
    scratch.write("command.sh", `${wait(1)}; echo mine; ${wait(2)}; ${own}`);
    scratch.write("run.sh", comparingModes(`(${beside}) & ${record} sh command.sh`));
    terminal.keys("bash run.sh", "Enter");
    const screen = await terminal.awaitScreen(/same modes, exit=0$/m);
    assert.match(screen, /\nbeside 1\n(mine\nbeside 2|beside 2\nmine)\nraw\n {3}line\nsame modes/);
    assert.deepEqual(outputLines(scratch, "stdout"), ["mine", "raw", "line"]);
  });

  test(`${name} vim: edits, on the whole screen${missing("vim")}`, async () => {
    if (missing("vim")) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    scratch.write("run.sh", comparingModes(`${record} vim -u NONE -N -i NONE -c 'set ruler' poem`));
    terminal.keys("bash run.sh", "Enter");
    await terminal.awaitScreen(/^~ *$[^]*poem/m);
    terminal.keys("ione", "Enter", "two", "Escape");
    await terminal.awaitScreen(/^one *\ntwo *\n~ *$/m);
    terminal.resize(60, 15);
    // The ruler begins 18 columns from the right.
    await terminal.awaitScreen(/^(~ *\n){12}.{42}2,3 +All *$/m);
    terminal.keys(":wq", "Enter");
    await terminal.awaitScreen(/same modes, exit=0$/m);
    assert.equal(fs.readFileSync(`${scratch.work}/poem`, "utf8"), "one\ntwo\n");
  });

  test(`${name} top: shows, is stopped and redrawn, and quits${missing("top")}`, async () => {
    if (missing("top")) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    terminal.keys(`stty -a > before; ${record} top`, "Enter");
    await terminal.awaitScreen(/PID USER/);
    terminal.keys("C-z");
    await terminal.awaitScreen(/Stopped/);
    terminal.keys("clear; echo stopped", "Enter");
    await terminal.awaitScreen(/^stopped$/m);
    terminal.keys("fg", "Enter");
    await terminal.awaitScreen(/PID USER/);
    terminal.keys("q");
    await prompt(terminal);
    terminal.keys("stty -a > after; cmp before after && echo same modes", "Enter");
    await terminal.awaitScreen(/^same modes$/m);
  });

  test(`${name} python3: is usable, and ends with its own code${missing("python3")}`, async () => {
    if (missing("python3")) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    scratch.write("run.sh", comparingModes(`${record} python3 -q`));
    terminal.keys("bash run.sh", "Enter");
    await terminal.awaitScreen(/^>>> $/m);
    terminal.keys("print(6 * 8)", "BSpace", "BSpace", "7)", "Enter");
    await terminal.awaitScreen(/^42$/m);
    terminal.keys("import sys; sys.exit(5)", "Enter");
    await terminal.awaitScreen(/same modes, exit=5$/m);
    assert.ok(outputLines(scratch, "stdout").includes("42"));
  });

  test(`${name} passes on and records much output whole`, async () => {
    using scratch = new Scratch();
    const all = Array.from({ length: 160_000 }, (_, index) => String(index + 1));
    const { stdout, stderr, code } = await runScript(
      scratch,
      program,
      `"\${Z[@]}" record -q --tty -- sh -c 'stty -opost; seq 1 160000; exit 4' < /dev/null`,
    );
    assert.deepEqual({ stderr, code }, { stderr: "", code: 4 });
    assert.ok(stdout === all.map((line) => `${line}\n`).join(""));
    assert.ok(outputLines(scratch, "stdout").join() === all.join());
  });

  test(`${name} types what comes on stdin, all of it, and its end`, async () => {
    using scratch = new Scratch();
    // Without echo, and read only when there is more than a terminal holds.
    scratch.write("slow.sh", `stty -echo; touch quiet; sleep 1; cat > got; echo end; exit 5\n`);
    const tty = `"\${Z[@]}" record -q --tty -- sh slow.sh`;
    const feeds = [
      `until test -e quiet; do sleep 0.05; done; cat in`,
      `cat in`,
      `cat in; printf x`,
    ];
    scratch.write("in", Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`).join(""));
    for (const feed of feeds) {
      const { stdout, code } = await runScript(
        scratch,
        program,
        `rm -f quiet; (${feed}) | ${tty}; code=$?; (${feed}) | cmp - got && echo same; exit $code`,
      );
      assert.match(stdout, /end\r\nsame\n$/);
      assert.equal(code, 5);
    }
    const { stdout, code } = await runScript(
      scratch,
      program,
      `${tty} < in; cmp in got && echo same`,
    );
    assert.match(stdout, /end\r\nsame\n$/);
    assert.equal(code, 0);
  });

  test(`${name} ends a line editor with the end of stdin${missingFile("python3")}`, async () => {
    if (missingFile("python3")) return;
    using scratch = new Scratch();
    const { stdout, code } = await runScript(
      scratch,
      program,
      `printf 'print(6 * 7)\\n' | TERM=dumb "\${Z[@]}" record -q --tty -- python3 -q`,
    );
    assert.match(stdout, /^42\r$/m);
    assert.equal(code, 0);
  });

  test(`${name} does not wait for a process that keeps the terminal`, async () => {
    using scratch = new Scratch();
    const { stdout, stderr, code } = await runScript(
      scratch,
      program,
      `"\${Z[@]}" record --tty -- sh -c 'trap "" HUP; sleep 30 & echo $! > pid; echo hi' < /dev/null\n` +
        `code=$?; kill -0 $(cat pid) && kill $(cat pid) && exit $code`,
    );
    assert.equal(stdout, "hi\r\n");
    assert.match(stderr, /still holds the output open/);
    assert.equal(code, 0);
  });

  test(`${name} hangs up when our reader goes away`, async () => {
    using scratch = new Scratch();
    const { stdout } = await runScript(
      scratch,
      program,
      `"\${Z[@]}" record -q --tty -- sh -c 'yes' < /dev/null | head -n 1; echo "\${PIPESTATUS[0]}"`,
    );
    assert.equal(stdout, "y\r\n129\n");
  });
}
