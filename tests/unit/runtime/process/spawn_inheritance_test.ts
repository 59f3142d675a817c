import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram, runProgramInShell } from "../../support/run_program.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

// In processes of their own, whose descriptors and signals a shell has prepared.

/** What a command says that a program spawns, after the shell's `prepare`. */
async function said(prepare: string, ...command: string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgramInShell(
    `${prepare}\nexec "$@"`,
    "spawn_command",
    ...command,
  );
  assert.equal(code, 0, stderr);
  assert.ok(stdout.endsWith('{"code":0}\n'), stdout + stderr);
  return stdout.slice(0, -'{"code":0}\n'.length);
}

test("spawn() passes on a descriptor that we were given", async () => {
  using folder = new TemporaryFolder();
  const path = folder.file("given", "through descriptor 7\n");
  assert.equal(
    await said(`exec 7<'${path}'`, "/bin/sh", "-c", "cat <&7"),
    "through descriptor 7\n",
  );
});

test("spawn() passes on nothing but what we were given", async () => {
  // The first list is of what the shell passes on, the second of what comes through us.
  const lists = await said("exec 7</dev/null; ls /proc/self/fd; echo", "/bin/ls", "/proc/self/fd");
  const [given = "", passedOn] = lists.split("\n\n");
  assert.match(given, /^7$/m);
  assert.equal(passedOn, `${given}\n`);
});

test("spawn() gives a command SIGPIPE's default, and keeps what was to be ignored", async () => {
  const line = await said("trap '' INT", "/bin/grep", "SigIgn", "/proc/self/status");
  // Without the real-time signals: glibc's posix_spawn has two of them ignored, for its own use.
  assert.equal(Number.parseInt(line.trim().slice(-8), 16) & 0x7fff_ffff, 1 << 1);
});

test("spawn() gives a command the limit of open files that we were started with", async () => {
  // The shell stays our parent, which is where the limit is read.
  const { stdout, stderr } = await runProgramInShell(
    'ulimit -S -n 256; "$@"; exit $?',
    "spawn_command",
    "/bin/sh",
    "-c",
    "ulimit -S -n",
  );
  assert.equal(stdout, '256\n{"code":0}\n', stderr);
});

test("spawn() keeps arguments, the environment and the folder as they are", async () => {
  using folder = new TemporaryFolder();
  const words = await said("", "/bin/sh", "-c", 'printf "<%s>" "$@"', "sh", "a b", "", "é\n", "*");
  assert.equal(words, "<a b><><é\n><*>");
  assert.equal(await said("export SHOP='a b'", "/bin/sh", "-c", 'echo "$SHOP"'), "a b\n");
  assert.equal(await said(`cd '${folder.path}'`, "/bin/pwd", "-P"), `${folder.path}\n`);
});

test("spawn() gives stdin to the command", async () => {
  assert.equal(await said("exec <<E\nthrough stdin\nE\n", "/bin/cat"), "through stdin\n");
});

test("spawn() leaves the command in our process group", async () => {
  const { stdout } = await runProgram(
    "spawn_command",
    "/bin/sh",
    "-c",
    'set -- $(cat /proc/$$/stat); echo "$5"; set -- $(cat /proc/$PPID/stat); echo "$5"',
  );
  const [group, parentGroup] = stdout.split("\n");
  assert.equal(group, parentGroup);
});
