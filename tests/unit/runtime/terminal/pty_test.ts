import assert from "node:assert/strict";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import { closeDescriptor, readChunks } from "../../../../src/runtime/descriptors/pipes.ts";
import { leaderProgram } from "../../../../src/runtime/terminal/leader_program.ts";
import {
  hasInput,
  openPty,
  openTerminal,
  type Pty,
  writeNow,
} from "../../../../src/runtime/terminal/pty.ts";
import { type ExitStatus, spawn } from "../../../../src/runtime/process/spawn.ts";
import { setTerminalSize, terminalSize } from "../../../../src/runtime/terminal/terminal.ts";
import {
  foregroundGroup,
  inputRules,
  terminalModes,
} from "../../../../src/runtime/terminal/terminal_modes.ts";
import { runProgramInShell } from "../../support/run_program.ts";

inheritedDescriptors();

const encoder = new TextEncoder();

function close({ master, slave }: Pty): void {
  closeDescriptor(slave);
  closeDescriptor(master);
}

/** Runs a script in a terminal, to its end; `typed` is typed as soon as it has written. */
async function inTerminal(
  script: string,
  typed = "",
): Promise<{ output: string; status: ExitStatus }> {
  const pty = openPty();
  const argv = ["sh", "-c", script];
  const child = spawn({ path: "/bin/sh", argv, terminal: pty.slavePath, environment: {} });
  void child.exited.then(() => closeDescriptor(pty.slave));
  const chunks: Uint8Array[] = [];
  for await (const chunk of readChunks(pty.master, new AbortController().signal)) {
    if (chunks.push(chunk) === 1) writeNow(pty.master, encoder.encode(typed));
  }
  closeDescriptor(pty.master);
  return { output: Buffer.concat(chunks).toString(), status: await child.exited };
}

test("openPty() makes both ends of a terminal, close-on-exec", () => {
  const pty = openPty();
  assert.equal(fs.readlinkSync(`/proc/self/fd/${pty.slave}`), pty.slavePath);
  for (const end of [pty.master, pty.slave]) {
    const [, flags = ""] = /^flags:\s*(\d+)/m.exec(
      fs.readFileSync(`/proc/self/fdinfo/${end}`, "utf8"),
    ) ?? [];
    assert.equal(Number.parseInt(flags, 8) & 0o2000000, 0o2000000);
  }
  close(pty);
  assert.ok(!fs.existsSync(pty.slavePath));
});

test("spawn() gives a command a terminal that controls it, in a session of its own", async () => {
  const { output, status } = await inTerminal(
    'test -t 0 && test -t 1 && echo error >&2; echo out > /dev/tty; set -- $(cat /proc/$$/stat); echo "$1 $5 $6 $8"; exit 3',
  );
  assert.deepEqual(status, { code: 3 });
  const [error, out, stat = ""] = output.split("\r\n");
  assert.deepEqual([error, out], ["error", "out"]);
  const [pid, group, session, foreground] = stat.split(" ");
  assert.deepEqual([group, foreground], [pid, pid]);
  // Where there is a program for it, another process leads the session: see session_leader.ts.
  assert.equal(session === pid, leaderProgram(process.arch) === undefined);
});

test("spawn() reports how a command in a terminal ended", async () => {
  assert.deepEqual((await inTerminal("kill -9 $$")).status, { signal: 9 });
  assert.deepEqual((await inTerminal("echo ready; exec sleep 30", "\x03")).status, { signal: 2 });
});

test("a master gives all that was written, also when it is read only after the end", async () => {
  const { output } = await inTerminal("stty -opost; seq 1 200000");
  assert.ok(output === Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`).join(""));
  const pty = openPty();
  const argv = ["sh", "-c", "stty -opost; seq 1 2000"];
  await spawn({ path: "/bin/sh", argv, terminal: pty.slavePath, environment: {} }).exited;
  closeDescriptor(pty.slave);
  let last = "";
  for await (const chunk of readChunks(pty.master, new AbortController().signal)) {
    last += new TextDecoder().decode(chunk);
  }
  assert.ok(last.endsWith("1999\n2000\n"));
  closeDescriptor(pty.master);
});

test("writeNow() does not wait for a command that does not read", () => {
  const pty = openPty();
  const line = encoder.encode(`${"a".repeat(99)}\n`);
  let written = 0, count = 0;
  while ((count = writeNow(pty.master, line)) > 0) written += count;
  assert.ok(written > 4096, `${written}`);
  close(pty);
});

test("hasInput() tells of what is typed, and of the end of input", async () => {
  const pty = openPty();
  assert.equal(hasInput(pty.slave), false);
  writeNow(pty.master, encoder.encode("\x04"));
  while (!hasInput(pty.slave)) await sleep(1);
  close(pty);
});

test("setTerminalSize() sets what the other end sees", () => {
  const pty = openPty();
  setTerminalSize(pty.master, Uint16Array.of(33, 99, 0, 0));
  assert.deepEqual([...terminalSize(pty.slave) ?? []], [33, 99, 0, 0]);
  close(pty);
  assert.equal(terminalSize(pty.slave), undefined);
});

test("inputRules() of a fresh terminal are the usual ones", () => {
  const pty = openPty();
  const modes = terminalModes(pty.master);
  assert.ok(modes);
  assert.deepEqual(inputRules(modes), {
    makesSignals: true,
    interrupt: 3,
    quit: 0x1c,
    suspend: 0x1a,
    endOfFile: 4,
  });
  close(pty);
});

test("foregroundGroup() of a master is the command's", async () => {
  const pty = openPty();
  const { slavePath: terminal } = pty;
  const child = spawn({ path: "/bin/sleep", argv: ["sleep", "30"], terminal, environment: {} });
  assert.equal(foregroundGroup(pty.master), child.pid);
  child.kill(9);
  await child.exited;
  close(pty);
});

test("a command in a terminal inherits descriptors, and what is ignored", async () => {
  const { stdout, stderr } = await runProgramInShell(
    `trap '' INT; exec 7<<E\nthrough descriptor 7\nE\nexec "$@"`,
    "spawn_in_terminal",
    "/bin/sh",
    "-c",
    "cat <&7; kill -INT $$; echo alive",
  );
  assert.equal(stdout, 'through descriptor 7\r\nalive\r\n{"code":0}\n', stderr);
});

test("openTerminal() is undefined for what cannot be opened", () => {
  assert.equal(openTerminal("/no/such/terminal"), undefined);
});
