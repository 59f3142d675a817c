import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PROGRAMS, quoted } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { hasTmux, skipped, stateOf, Terminal, until } from "./support/terminal.ts";

for (const program of PROGRAMS) {
  // The command's stdin is the terminal itself; what a terminal of its own does is tested elsewhere.
  const record = `${quoted(program.words)} record -q --tty never --`;

  test(`record [${program.name}] in a terminal: Ctrl-C reaches the command once${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    scratch.write(
      "trap.sh",
      `trap 'echo interrupted >> got' INT; echo ready; for n in $(seq 30); do sleep 0.05; done; exit 7\n`,
    );
    scratch.write("run.sh", `${record} bash trap.sh; echo "exit=$?"\n`);
    // In a shell without job control the whole script is one foreground group, as in a shell loop.
    terminal.keys("set +m; . ./run.sh", "Enter");
    await terminal.awaitScreen(/^ready$/m);
    terminal.keys("C-c");
    await terminal.awaitScreen(/exit=7$/m);
    assert.equal(fs.readFileSync(`${scratch.work}/got`, "utf8"), "interrupted\n");
  });

  test(`record [${program.name}] in a terminal: Ctrl-C stops a shell loop around it${skipped}`, async () => {
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
    terminal.keys("echo status=$?", "Enter");
    const screen = await terminal.awaitScreen(/^status=/m);
    assert.match(screen, /^status=130$/m);
    assert.doesNotMatch(screen, /round 2|after/);
    const [log = ""] = scratch.logs();
    assert.match(
      fs.readFileSync(log, "utf8"),
      /"error":"killed by SIGINT","recorder":\d+\}\n.*"status":"failure"/,
    );
  });

  test(`record [${program.name}] in a terminal: Ctrl-Z and fg stop and continue both${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    scratch.write("count.sh", `echo $$ > pid; echo ready; read -r line; echo "read $line"\n`);
    scratch.write("run.sh", `exec ${record} bash count.sh\n`);
    terminal.keys("bash run.sh", "Enter");
    await terminal.awaitScreen(/^ready$/m);
    terminal.keys("C-z");
    await terminal.awaitScreen(/Stopped/);
    // The shell knows of the recorder alone; until the command has stopped as well, what is typed may be read by it.
    const pid = Number(fs.readFileSync(`${scratch.work}/pid`, "utf8"));
    await until("the command is stopped", () => stateOf(pid) === "T");
    terminal.keys("fg", "Enter");
    await until("the command goes on", () => stateOf(pid) === "S");
    terminal.keys("hello", "Enter");
    await terminal.awaitScreen(/^read hello$/m);
    terminal.keys("echo over", "Enter");
    await terminal.awaitScreen(/^over$/m);
  });

  test(`record [${program.name}] in a terminal: Ctrl-C ends the wait for the output of others${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    const wait = `${
      quoted(program.words)
    } record -q --tty never --wait-for-output -- sh -c 'sleep 30 & echo hi'`;
    scratch.write("wait.sh", `${wait}; echo after\n`);
    terminal.keys("bash wait.sh", "Enter");
    await terminal.awaitScreen(/^hi$/m);
    await sleep(200);
    terminal.keys("C-c");
    // Far sooner than the sleep, or the screen would never show it.
    terminal.keys("echo back", "Enter");
    await terminal.awaitScreen(/^back$/m);
  });

  test(`record [${program.name}] in a terminal leaves its modes as the command has set them${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    scratch.write(
      "modes.sh",
      `${record} stty -echo; stty -a | grep -o '[-]*echo ' | sed 's/^/modes: /'; stty echo\n`,
    );
    terminal.keys("bash modes.sh", "Enter");
    assert.match(await terminal.awaitScreen(/^modes: .*echo/m), /^modes: -echo/m);
  });
}
