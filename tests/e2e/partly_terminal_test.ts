import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { test } from "node:test";
import { outputLines } from "./support/log.ts";
import { PROGRAMS, quoted } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { hasTmux, skipped, Terminal } from "./support/terminal.ts";

/** What the name of a test says for which a program is missing, or tmux. */
function missing(program: string): string {
  if (!hasTmux) return skipped;
  return spawnSync("which", [program]).status === 0 ? "" : ` (skipped: there is no ${program})`;
}

/** Waits until the shell asks for a command. */
async function prompt(terminal: Terminal): Promise<void> {
  await terminal.awaitScreen(/^\S*[$#] \n*$(?![^])/m);
}

/** Says which of its streams are terminals, and how wide each output thinks that it is. */
const LOOK = [
  `exec 3>> found 4<&0 5>&1 6>&2`,
  `for f in 0 1 2; do if test -t $f; then printf "$f:%s " "$(stty size <&$((f + 4)))" >&3; fi; done`,
  `echo >&3; echo out; echo error >&2`,
].join("\n");

for (const program of PROGRAMS) {
  const words = quoted(program.words);
  const record = `${words} record -q --`;
  const name = `record [${program.name}]`;

  test(`${name} gives the command a terminal for each stream that is one${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch, 90);
    scratch.write("look.sh", LOOK);
    const commands = [
      `${record} sh look.sh 2> errors`,
      `${record} sh look.sh > outputs`,
      `echo x | ${record} sh look.sh`,
      `${record} sh look.sh | cat`,
      `echo x | xargs ${record} sh look.sh > outputs`,
      `${record} sh look.sh < /dev/tty 2> /dev/tty`,
      // The job control of the shell gives it a group of its own, which does not have the terminal.
      `set -m; ${record} sh look.sh & wait`,
    ];
    scratch.write("run.sh", `${commands.join("\n")}\necho over\n`);
    terminal.keys("clear; bash run.sh", "Enter");
    const screen = await terminal.awaitScreen(/^over$/m);
    assert.deepEqual(fs.readFileSync(`${scratch.work}/found`, "utf8").split("\n"), [
      "0:24 90 1:24 90 ",
      "0:24 90 2:24 90 ",
      "1:24 90 ",
      "0:24 90 2:24 90 ",
      "",
      "0:24 90 1:24 90 2:24 90 ",
      "0:24 90 1:24 90 2:24 90 ",
      "",
    ]);
    assert.equal(fs.readFileSync(`${scratch.work}/errors`, "utf8"), "error\n");
    assert.equal(fs.readFileSync(`${scratch.work}/outputs`, "utf8"), "out\n");
    assert.equal(screen.match(/^ *out$/gm)?.length, 5, screen);
    assert.equal(screen.match(/^ *error$/gm)?.length, 6);
  });

  for (
    const [what, command] of [
      ["2> errors", "sh look.sh 2> errors"],
      ["> outputs", "sh look.sh > outputs"],
      ["echo x |", "sh look.sh"],
    ] as const
  ) {
    test(`${name} records both streams apart, as they were written: ${what}${skipped}`, async () => {
      if (!hasTmux) return;
      using scratch = new Scratch();
      using terminal = new Terminal(scratch);
      scratch.write("look.sh", LOOK);
      const feed = what.endsWith("|") ? what : "";
      terminal.keys(`${feed} ${record} ${command}; echo over`, "Enter");
      await terminal.awaitScreen(/^over$/m);
      assert.deepEqual(outputLines(scratch, "stdout"), ["out"]);
      assert.deepEqual(outputLines(scratch, "stderr"), ["error"]);
    });
  }

  for (const [before, after] of [["echo x |", ""], ["", "2> errors"], ["", "| cat"]] as const) {
    const what = `${before} … ${after}`.trim();
    test(`${name}: a password is asked for and read at /dev/tty: ${what}${skipped}`, async () => {
      if (!hasTmux) return;
      using scratch = new Scratch();
      using terminal = new Terminal(scratch);
      scratch.write(
        "ask.sh",
        `exec 9<> /dev/tty; stty -echo <&9; printf 'Password: ' >&9; read -r p <&9; stty echo <&9\n` +
          `echo "got $p"\n`,
      );
      terminal.keys(`clear; ${before} ${record} sh ask.sh ${after}; echo over`, "Enter");
      await terminal.awaitScreen(/^Password: $/m);
      terminal.keys("secret", "Enter");
      const screen = await terminal.awaitScreen(/^over$/m);
      assert.match(screen, /^Password: (\n)?got secret$/m);
    });

    test(`${name}: Ctrl-Z, fg and Ctrl-C are as without it: ${what}${skipped}`, async () => {
      if (!hasTmux) return;
      using scratch = new Scratch();
      using terminal = new Terminal(scratch);
      scratch.write("command.sh", `echo begun >&2; echo begun; exec sleep 100\n`);
      terminal.keys(`stty -a > before; ${before} ${record} sh command.sh ${after}`, "Enter");
      await terminal.awaitScreen(/^begun$/m);
      terminal.keys("C-z");
      await terminal.awaitScreen(/Stopped/);
      terminal.keys("clear; fg", "Enter");
      await terminal.awaitScreen(/^(?![^]*Stopped)[^]*record.*command\.sh/);
      terminal.keys("C-c");
      await prompt(terminal);
      terminal.keys("set -- $?; stty -a > after; clear", "Enter");
      terminal.keys(`echo "status=$*"; cmp before after && echo same modes`, "Enter");
      const screen = await terminal.awaitScreen(/^same modes$/m);
      assert.match(screen, /^status=130$/m);
    });
  }

  test(`${name} lets less read its keys while its stdin is a pipe${missing("less")}`, async () => {
    if (missing("less")) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    terminal.keys(`clear; seq 1000 1099 | ${record} less`, "Enter");
    await terminal.awaitScreen(/^1022\n:/m);
    terminal.keys("Space");
    await terminal.awaitScreen(/^1045\n:/m);
    terminal.keys("q");
    terminal.keys("echo back", "Enter");
    await terminal.awaitScreen(/^back$/m);
  });

  test(`${name} … | less: less alone reads the keys${missing("less")}`, async () => {
    if (missing("less")) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    terminal.keys(`clear; ${record} seq 1000 1099 | less`, "Enter");
    await terminal.awaitScreen(/^1022\n:/m);
    terminal.keys("Space");
    await terminal.awaitScreen(/^1045\n:/m);
    terminal.keys("q");
    terminal.keys("echo back", "Enter");
    await terminal.awaitScreen(/^back$/m);
  });

  test(`${name} vim 2> errors: edits, on the whole screen${missing("vim")}`, async () => {
    if (missing("vim")) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    terminal.keys(`${record} vim -u NONE -N -i NONE poem 2> errors; echo "exit=$?"`, "Enter");
    await terminal.awaitScreen(/^~ *$[^]*poem/m);
    terminal.keys("ione", "Enter", "two", "Escape", ":wq", "Enter");
    await terminal.awaitScreen(/^exit=0$/m);
    assert.equal(fs.readFileSync(`${scratch.work}/poem`, "utf8"), "one\ntwo\n");
    assert.equal(fs.readFileSync(`${scratch.work}/errors`, "utf8"), "");
  });

  test(`${name} follows the size of the terminal, and says so after it has${missing("python3")}`, async () => {
    if (missing("python3")) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch, 90);
    scratch.write(
      "size.py",
      // At one go: a second signal may come while the first one is answered.
      "import os, signal, time\n" +
        "def say(what): os.write(1, b'%s %d %d\\n' % (what, *os.get_terminal_size(1)))\n" +
        "signal.signal(signal.SIGWINCH, lambda *_: say(b'now'))\n" +
        "say(b'ready')\n" +
        "while True: time.sleep(0.1)\n",
    );
    terminal.keys(`clear; echo x | ${record} python3 size.py`, "Enter");
    await terminal.awaitScreen(/^ready 90 24$/m);
    terminal.resize(70, 20);
    await terminal.awaitScreen(/^now 70 20$/m);
    // Others see it only when it is continued.
    terminal.keys("C-z");
    await terminal.awaitScreen(/Stopped/);
    terminal.resize(60, 18);
    terminal.keys("clear; fg", "Enter");
    await terminal.awaitScreen(/^now 60 18$/m);
    terminal.keys("C-c");
    await prompt(terminal);
  });

  test(`${name}: steps within write frames to such a terminal, each recorded once${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    scratch.write("steps.sh", `echo before; ${words} step -q one -- sh -c 'test -t 1 && echo in'`);
    terminal.keys(`clear; echo x | ${record} sh steps.sh; echo over`, "Enter");
    const screen = await terminal.awaitScreen(/^over$/m);
    assert.match(screen, /^before\nin\nover$/m);
    assert.deepEqual(outputLines(scratch, "stdout"), ["before", "in"]);
  });
}
