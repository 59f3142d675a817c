import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PROGRAMS, quoted } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";

const hasTmux = spawnSync("tmux", ["-V"]).status === 0;
const skipped = hasTmux ? "" : " (skipped: tmux is not installed)";

/** A terminal of its own, with a shell in it. */
class Terminal implements Disposable {
  readonly #socket: string;

  constructor(scratch: Scratch, columns = 80) {
    this.#socket = `${scratch.root}/tmux`;
    const environment = { ...process.env, ZIG_HOME: scratch.home, PS1: "$ ", TMUX: "" };
    const size = ["-x", String(columns), "-y", "24"];
    execFileSync("tmux", [
      "-S",
      this.#socket,
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      ...size,
      "bash --norc --noprofile",
    ], {
      cwd: scratch.work,
      env: environment,
    });
  }

  keys(...keys: string[]): void {
    execFileSync("tmux", ["-S", this.#socket, "send-keys", ...keys]);
  }

  screen(): string {
    return execFileSync("tmux", ["-S", this.#socket, "capture-pane", "-p", "-J"], {
      encoding: "utf8",
    });
  }

  /** Waits until the screen shows `what`, and returns the screen. */
  async awaitScreen(what: RegExp): Promise<string> {
    let screen = "";
    for (let look = 0; look < 300; look++) {
      screen = this.screen();
      if (what.test(screen)) return screen;
      await sleep(30);
    }
    throw new Error(`The screen never showed ${what}:\n${screen}`);
  }

  [Symbol.dispose](): void {
    spawnSync("tmux", ["-S", this.#socket, "kill-server"]);
  }
}

for (const program of PROGRAMS) {
  const record = `${quoted(program.words)} record -q --`;

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
      /"error":"killed by SIGINT"\}\n.*"status":"failure"/,
    );
  });

  test(`record [${program.name}] in a terminal: Ctrl-Z and fg stop and continue both${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    using terminal = new Terminal(scratch);
    scratch.write("count.sh", `echo ready; read -r line; echo "read $line"\n`);
    scratch.write("run.sh", `exec ${record} bash count.sh\n`);
    terminal.keys("bash run.sh", "Enter");
    await terminal.awaitScreen(/^ready$/m);
    terminal.keys("C-z");
    await terminal.awaitScreen(/Stopped/);
    terminal.keys("fg", "Enter");
    await sleep(200);
    terminal.keys("hello", "Enter");
    await terminal.awaitScreen(/^read hello$/m);
  });
}
