import assert from "node:assert/strict";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { closeDescriptor } from "../../../../src/runtime/descriptors/pipes.ts";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import { spawn, SpawnError } from "../../../../src/runtime/process/spawn.ts";
import { leaderProgram } from "../../../../src/runtime/terminal/leader_program.ts";
import { openPty } from "../../../../src/runtime/terminal/pty.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

inheritedDescriptors();
const isMissing = leaderProgram(process.arch) === undefined;
const skipped = isMissing ? ` (skipped: there is none for ${process.arch})` : "";

/** What becomes of a process that a command leaves in the foreground of its terminal when its leader ends in this way. */
async function fateOfTheLeft(way: "leave" | "hangUp"): Promise<string> {
  using folder = new TemporaryFolder();
  const pty = openPty(), end = `${folder.path}/end`;
  const left = `trap 'echo hung up > end; mv end ${end}; exit' HUP; touch ready
    until [ -e go ]; do sleep 0.02; done; echo left alone > end; mv end ${end}`;
  const script = `cd ${folder.path}; mkdir x; (cd x; ${left}) &
    until [ -e x/ready ]; do sleep 0.02; done; exit 3`;
  const argv = ["sh", "-c", script];
  const { exited, leader } = spawn({
    path: "/bin/sh",
    argv,
    terminal: pty.slavePath,
    environment: {},
  });
  assert.deepEqual(await exited, { code: 3 });
  leader?.[way]();
  if (way === "leave") fs.writeFileSync(`${folder.path}/x/go`, "");
  while (!fs.existsSync(end)) await sleep(20);
  closeDescriptor(pty.slave);
  closeDescriptor(pty.master);
  return fs.readFileSync(end, "utf8");
}

test(`SessionLeader.leave() ends it alone${skipped}`, { skip: isMissing }, async () => {
  assert.equal(await fateOfTheLeft("leave"), "left alone\n");
});

test(
  `SessionLeader.hangUp() hangs up on the foreground${skipped}`,
  { skip: isMissing },
  async () => {
    assert.equal(await fateOfTheLeft("hangUp"), "hung up\n");
  },
);

test(`a leader shows neither the command's words nor its descriptors${skipped}`, {
  skip: isMissing,
}, async () => {
  const pty = openPty(), argv = ["sh", "-c", "read -r line; exit 0"];
  const child = spawn({ path: "/bin/sh", argv, terminal: pty.slavePath, environment: {} });
  const stat = fs.readFileSync(`/proc/${child.pid}/stat`, "latin1");
  const leader = stat.slice(stat.lastIndexOf(")")).split(" ")[4];
  const deadline = Date.now() + 10_000;
  while (fs.readdirSync(`/proc/${leader}/fd`).length > 1 && Date.now() < deadline) await sleep(5);
  const [descriptor, ...more] = fs.readdirSync(`/proc/${leader}/fd`);
  assert.match(fs.readlinkSync(`/proc/${leader}/fd/${descriptor}`), /^socket:/);
  assert.deepEqual(more, []);
  assert.match(fs.readFileSync(`/proc/${leader}/cmdline`, "latin1"), /^\0*$/);
  child.kill(9);
  assert.deepEqual(await child.exited, { signal: 9 });
  child.leader?.leave();
  assert.equal(fs.existsSync(`/proc/${leader}`), false);
  closeDescriptor(pty.slave);
  closeDescriptor(pty.master);
});

test(`a leader reports what cannot be executed, and ends${skipped}`, { skip: isMissing }, () => {
  const pty = openPty();
  const request = { argv: ["x"], terminal: pty.slavePath, environment: {} };
  for (const [path, code] of [["/no/such/file", "ENOENT"], ["/etc/passwd", "EACCES"]] as const) {
    assert.throws(
      () => spawn({ ...request, path }),
      (error) => error instanceof SpawnError && error.code === code,
    );
  }
  closeDescriptor(pty.slave);
  closeDescriptor(pty.master);
});
