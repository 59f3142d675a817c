import assert from "node:assert/strict";
import { test } from "node:test";
import { PROGRAMS, quoted } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";
import { hasTmux, skipped, Terminal } from "./support/terminal.ts";

const COLUMNS = 80, FEW_ROWS = 6, MANY_ROWS = 60;

for (const program of PROGRAMS) {
  test(`show, events, search and list [${program.name}] page what is longer than the screen, and nothing else${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    const record = `"\${Z[@]}" record -q -- sh -c 'seq 8; exit 3'`;
    await runScript(scratch, program, Array(FEW_ROWS).fill(record).join("\n"));
    using terminal = new Terminal(scratch, COLUMNS);
    // Its mark stands apart here, so that only its output shows it.
    terminal.keys(`export PAGER='cat > /dev/null; echo pa"g"ed'`, "Enter");
    const words = quoted(program.words);
    let calls = 0;
    const answer = async (call: string) => {
      calls++;
      terminal.keys(`clear; ${words} ${call}; echo o"ver ${calls}"`, "Enter");
      return await terminal.awaitScreen(new RegExp(`^over ${calls}$`, "m"));
    };
    for (const call of ["show", "events", "search 8", "list"]) {
      resize(terminal, FEW_ROWS);
      assert.match(await answer(call), /^paged$/m, call);
      resize(terminal, MANY_ROWS);
      assert.doesNotMatch(await answer(call), /^paged$/m, call);
    }
    resize(terminal, FEW_ROWS);
    for (const call of ["show --json", "list -n 1", "events --count", "show | cat"]) {
      assert.doesNotMatch(await answer(call), /^paged$/m, call);
    }
  });

  test(`show [${program.name}] stays with its pager when ^C is pressed there${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    await runScript(scratch, program, `"\${Z[@]}" record -q -- sh -c 'seq 8; exit 3'`);
    using terminal = new Terminal(scratch, COLUMNS);
    resize(terminal, FEW_ROWS);
    terminal.keys(
      `export PAGER="bash -c 'trap : INT; echo p\\"\\"ager; read < /dev/tty; echo re\\"\\"ad'"`,
      "Enter",
    );
    terminal.keys(`clear; ${quoted(program.words)} show; echo o"ver $?"`, "Enter");
    await terminal.awaitScreen(/^pager$/m);
    terminal.keys("C-c");
    await terminal.awaitScreen(/\^C/);
    terminal.keys("Enter");
    const screen = await terminal.awaitScreen(/^over \d+$/m);
    assert.match(screen, /^read\nover 0$/m);
  });

  test(`show [${program.name}] prints to a terminal where there is no pager${skipped}`, async () => {
    if (!hasTmux) return;
    using scratch = new Scratch();
    await runScript(scratch, program, `"\${Z[@]}" record -q -- sh -c 'seq 8; exit 3'`);
    using terminal = new Terminal(scratch, COLUMNS);
    resize(terminal, FEW_ROWS);
    terminal.keys(
      `clear; unset PAGER; PATH=/nowhere ${quoted(program.words)} show; echo o"ver $?"`,
      "Enter",
    );
    assert.match(await terminal.awaitScreen(/^over \d+$/m), /^Full output .*\n(?:.*\n)+over 0$/m);
  });
}

/** What is typed from here on meets the new size, which tmux sets somewhat later. */
function resize(terminal: Terminal, rows: number): void {
  terminal.resize(COLUMNS, rows);
  terminal.keys(`until [ "$(stty size)" = "${rows} ${COLUMNS}" ]; do sleep 0.02; done`, "Enter");
}
