import assert from "node:assert/strict";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { closeDescriptor, openPipe } from "../../../../src/runtime/descriptors/pipes.ts";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import { spawn } from "../../../../src/runtime/process/spawn.ts";
import { spawnApart } from "../../../../src/runtime/process/spawn_apart.ts";
import { shownTarget, streamHolders } from "../../../../src/runtime/process/stream_holders.ts";
import { openPty } from "../../../../src/runtime/terminal/pty.ts";

inheritedDescriptors();
const noRelay = () => false;

test("streamHolders() names who can write, not who reads, and who writes to a relay in its place", async () => {
  const inner = openPipe(), outer = openPipe();
  const sleeper = spawn({
    path: "/bin/sleep",
    argv: ["sleep", "60"],
    stdout: inner.writeEnd,
    stderr: 2,
    environment: {},
  });
  const argv = ["cat", "-u", "-"];
  const pid = spawnApart({
    path: "/bin/cat",
    argv,
    stdin: inner.readEnd,
    stdout: outer.writeEnd,
  });
  const targets = [shownTarget(outer.readEnd) ?? ""];
  const isRelay = (words: readonly string[]) => words.join(" ") === argv.join(" ");
  assert.deepEqual(streamHolders(targets, noRelay), [{ pid, name: "cat" }]);
  assert.deepEqual(streamHolders(targets, isRelay), [{ pid: sleeper.pid, name: "sleep" }]);
  for (const end of [inner.writeEnd, inner.readEnd, outer.writeEnd, outer.readEnd]) {
    closeDescriptor(end);
  }
  sleeper.kill(9);
  await sleeper.exited;
});

test("spawnApart() starts a program in a session of its own, with nothing open but what it is given", async () => {
  const { readEnd, writeEnd } = openPipe();
  const inherited = fs.openSync("/dev/null", "r");
  const argv = ["cat", "-u", "-"];
  const pid = spawnApart({ path: "/bin/cat", argv, stdin: readEnd, stdout: writeEnd });
  const stat = fs.readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
  assert.deepEqual(stat.slice(2, 4), [String(pid), String(pid)]);
  assert.notEqual(stat[2], String(process.pid));
  const open = () => fs.readdirSync(`/proc/${pid}/fd`).join(" ");
  // Before it waits for its input, the loader may have a library open, or open the next.
  const waits = () => / S /.test(fs.readFileSync(`/proc/${pid}/stat`, "latin1"));
  for (let look = 0; look < 500 && !(waits() && open() === "0 1 2"); look++) await sleep(10);
  assert.equal(open(), "0 1 2");
  assert.equal(fs.readlinkSync(`/proc/${pid}/fd/2`), "/dev/null");
  process.kill(pid, "SIGKILL");
  fs.closeSync(inherited);
  closeDescriptor(readEnd);
  closeDescriptor(writeEnd);
});

test("shownTarget() of a terminal's master is the command's side", () => {
  const pty = openPty();
  assert.equal(shownTarget(pty.master), pty.slavePath);
  closeDescriptor(pty.master);
  closeDescriptor(pty.slave);
});
