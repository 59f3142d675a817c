import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { insecurePaths } from "../../../../src/storage/private/insecure_paths.ts";
import { rememberHome } from "../../../../src/storage/private/home_guard.ts";
import {
  openPrivateFile,
  openTemporaryFile,
  readPrivateFile,
} from "../../../../src/storage/private/open_private.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const isRoot = process.geteuid?.() === 0;
const needsRoot = isRoot ? "" : " (skipped: only root can make devices and give files away)";
const OTHER = 54321, THIRD = 54322;

const EXISTING = ["read", "append-existing", "append"] as const;
const modeOf = (path: string) => (fs.statSync(path).mode & 0o777).toString(8);

test("openPrivateFile() opens regular files, and makes new ones for their owner alone", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("file", "one\n");
  for (const mode of EXISTING) {
    const descriptor = openPrivateFile(path, mode);
    if (mode !== "read") fs.writeSync(descriptor, `${mode}\n`);
    fs.closeSync(descriptor);
  }
  assert.equal(readPrivateFile(path), "one\nappend-existing\nappend\n");
  for (const [at, umask] of [0, 0o22, 0o777].entries()) {
    const before = process.umask(umask);
    try {
      fs.closeSync(openPrivateFile(folder.at(`created-${at}`), "create"));
      fs.closeSync(openPrivateFile(folder.at(`appended-${at}`), "append"));
    } finally {
      process.umask(before);
    }
    assert.equal(modeOf(folder.at(`created-${at}`)), "600");
    assert.equal(modeOf(folder.at(`appended-${at}`)), "600");
  }
});

test("openPrivateFile() leaves the mode of a file that is there, and notes that others may write to it", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("file", "");
  fs.chmodSync(path, 0o644);
  fs.closeSync(openPrivateFile(path, "append"));
  assert.ok(!insecurePaths().some((one) => one.path === path));
  fs.chmodSync(path, 0o646);
  fs.closeSync(openPrivateFile(path, "append"));
  assert.equal(modeOf(path), "646");
  assert.deepEqual(insecurePaths().find((one) => one.path === path)?.mode, "0646");
});

test("openPrivateFile() where there is nothing, or already something, throws the system's error", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("file", "");
  for (const mode of ["read", "append-existing"] as const) {
    assert.throws(() => openPrivateFile(folder.at("none"), mode), { code: "ENOENT" });
  }
  assert.throws(() => openPrivateFile(path, "create"), { code: "EEXIST" });
});

test("openPrivateFile() refuses a symbolic link, a pipe and a folder, and does not wait", () => {
  using folder = new TemporaryFolder();
  const victim = folder.file("victim", "precious");
  fs.symlinkSync(victim, folder.at("link"));
  fs.symlinkSync(folder.at("new"), folder.at("dangling"));
  execFileSync("mkfifo", [folder.at("pipe")]);
  fs.mkdirSync(folder.at("folder"));
  for (const mode of EXISTING) {
    for (
      const [name, obstacle] of [
        ["link", "it is a symbolic link"],
        ["dangling", "it is a symbolic link"],
        ["pipe", "it is not a regular file"],
        ["folder", "it is a folder"],
      ] as const
    ) {
      assert.throws(() => openPrivateFile(folder.at(name), mode), {
        name: "RefusedError",
        obstacle,
      }, `${mode} ${name}`);
    }
  }
  assert.ok(!fs.existsSync(folder.at("new")));
  assert.equal(fs.readFileSync(victim, "utf8"), "precious");
});

test(`openPrivateFile() refuses a device, and to write to a file of another user${needsRoot}`, () => {
  if (!isRoot) return;
  using folder = new TemporaryFolder();
  execFileSync("mknod", [folder.at("device"), "c", "1", "7"]);
  fs.chownSync(folder.file("theirs", "content"), OTHER, OTHER);
  for (const mode of EXISTING) {
    assert.throws(() => openPrivateFile(folder.at("device"), mode), {
      obstacle: "it is not a regular file",
    });
  }
  assert.throws(() => openPrivateFile(folder.at("theirs"), "append"), {
    obstacle: `it belongs to another user (uid ${OTHER})`,
  });
  assert.equal(readPrivateFile(folder.at("theirs")), "content");
});

test(`openPrivateFile() as root gives what it makes to the home's owner, whose files it trusts${needsRoot}`, () => {
  if (!isRoot) return;
  using folder = new TemporaryFolder();
  fs.mkdirSync(folder.at("home"));
  fs.chownSync(folder.at("home"), OTHER, OTHER);
  rememberHome(folder.at("home"));
  fs.closeSync(openPrivateFile(folder.at("home", "file"), "append"));
  assert.equal(fs.statSync(folder.at("home", "file")).uid, OTHER);
  fs.closeSync(openPrivateFile(folder.at("home", "file"), "append"));
  fs.chownSync(folder.at("home", "file"), THIRD, THIRD);
  assert.throws(() => openPrivateFile(folder.at("home", "file"), "append"), /another user/);
});

test("openPrivateFile() writes to a file with a second name only where nobody else may write", () => {
  using folder = new TemporaryFolder();
  fs.linkSync(folder.file("file", ""), folder.at("second"));
  fs.closeSync(openPrivateFile(folder.at("second"), "append"));
  fs.chmodSync(folder.path, 0o703);
  assert.throws(() => openPrivateFile(folder.at("second"), "append"), /hard link/);
  fs.closeSync(openPrivateFile(folder.at("second"), "read"));
});

test("openTemporaryFile() takes the place of what is left, and does not write through it", () => {
  using folder = new TemporaryFolder();
  const victim = folder.file("victim", "precious");
  fs.symlinkSync(victim, folder.at("link"));
  execFileSync("mkfifo", [folder.at("pipe")]);
  folder.file("left", "left");
  for (const name of ["link", "pipe", "left"]) {
    const descriptor = openTemporaryFile(folder.at(name));
    fs.writeSync(descriptor, "new");
    fs.closeSync(descriptor);
    assert.ok(fs.lstatSync(folder.at(name)).isFile());
    assert.equal(readPrivateFile(folder.at(name)), "new");
  }
  assert.equal(fs.readFileSync(victim, "utf8"), "precious");
  fs.mkdirSync(folder.at("folder"));
  folder.file("folder/file", "");
  assert.throws(() => openTemporaryFile(folder.at("folder")));
});
