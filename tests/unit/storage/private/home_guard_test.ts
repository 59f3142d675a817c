import assert from "node:assert/strict";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import {
  checkFoldersOf,
  homeOf,
  rememberHome,
} from "../../../../src/storage/private/home_guard.ts";
import { makePrivateFolder } from "../../../../src/storage/private/make_private_folder.ts";
import { isTrusted, othersMayWrite } from "../../../../src/storage/private/trust.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const isRoot = process.geteuid?.() === 0;
const needsRoot = isRoot ? "" : " (skipped: only root can give folders away)";
const OTHER = 54321;
const modeOf = (path: string) => (fs.statSync(path).mode & 0o7777).toString(8);

test("homeOf() is the innermost home that has been remembered", () => {
  rememberHome("/none/a/");
  rememberHome("/none/a/projects/b");
  assert.equal(homeOf("/none/a/logs/index.json"), "/none/a");
  assert.equal(homeOf("/none/a/projects/b/logs/index.json"), "/none/a/projects/b");
  assert.equal(homeOf("/none/ab/logs/index.json"), undefined);
});

test("makePrivateFolder() makes a home and what is above and in it for the owner alone, whatever the umask", () => {
  for (const umask of [0, 0o22, 0o777]) {
    using folder = new TemporaryFolder();
    rememberHome(folder.at("above", "home"));
    const before = process.umask(umask);
    try {
      makePrivateFolder(folder.at("above", "home", "logs", "sessions"));
    } finally {
      process.umask(before);
    }
    for (const path of ["above", "above/home", "above/home/logs", "above/home/logs/sessions"]) {
      assert.equal(modeOf(folder.at(path)), "700", path);
    }
  }
});

test("checkFoldersOf() follows links to a home, and none in it", () => {
  using folder = new TemporaryFolder();
  fs.mkdirSync(folder.at("data", "logs"), { recursive: true });
  fs.mkdirSync(folder.at("elsewhere", "sessions"), { recursive: true });
  fs.symlinkSync("data", folder.at("home"));
  rememberHome(folder.at("home"));
  for (const purpose of ["read", "write"] as const) {
    checkFoldersOf(folder.at("home", "logs", "index.json"), purpose);
    checkFoldersOf(folder.at("home", "none", "at", "all"), purpose);
  }
  fs.symlinkSync(folder.at("elsewhere"), folder.at("home", "linked"));
  for (const purpose of ["read", "write"] as const) {
    for (const path of ["linked/index.json", "linked/sessions/a.jsonl"]) {
      assert.throws(() => checkFoldersOf(folder.at("home", path), purpose), {
        name: "RefusedError",
        isFolder: true,
        obstacle: `"${
          folder.at("home", "linked")
        }" is a symbolic link, and within a home none is followed`,
      });
    }
  }
  assert.throws(() => makePrivateFolder(folder.at("home", "linked", "new")), /symbolic link/);
  assert.ok(!fs.existsSync(folder.at("elsewhere", "new")));
});

test("makePrivateFolder() says what is in the way", () => {
  using folder = new TemporaryFolder();
  fs.symlinkSync("nowhere", folder.at("dangling"));
  fs.symlinkSync("circle", folder.at("circle"));
  fs.mkdirSync(folder.at("home"));
  folder.file("home/logs", "");
  for (const home of ["dangling", "circle", "home"]) rememberHome(folder.at(home));
  assert.throws(() => makePrivateFolder(folder.at("dangling", "logs")), /leads nowhere/);
  assert.throws(() => makePrivateFolder(folder.at("circle", "logs")), /in a circle/);
  assert.throws(() => makePrivateFolder(folder.at("home", "logs")), /logs" is not a folder/);
});

test(`makePrivateFolder() as root gives folders to the home's owner, and refuses those of others${needsRoot}`, () => {
  if (!isRoot) return;
  using folder = new TemporaryFolder();
  fs.mkdirSync(folder.at("home"));
  fs.chownSync(folder.at("home"), OTHER, OTHER);
  rememberHome(folder.at("home"));
  makePrivateFolder(folder.at("home", "logs", "sessions"));
  assert.equal(fs.statSync(folder.at("home", "logs", "sessions")).uid, OTHER);
  fs.chownSync(folder.at("home", "logs"), OTHER + 1, OTHER);
  assert.throws(() => makePrivateFolder(folder.at("home", "logs", "sessions")), /another user/);
  checkFoldersOf(folder.at("home", "logs", "sessions", "a.jsonl"), "read");
});

test(`checkFoldersOf() refuses another's link to the home, but for whom it leads to${needsRoot}`, () => {
  if (!isRoot) return;
  using folder = new TemporaryFolder();
  fs.mkdirSync(folder.at("data"));
  fs.symlinkSync("data", folder.at("home"));
  fs.lchownSync(folder.at("home"), OTHER, OTHER);
  rememberHome(folder.at("home"));
  for (const purpose of ["read", "write"] as const) {
    assert.throws(
      () => checkFoldersOf(folder.at("home", "sessions_index.json"), purpose),
      /is a symbolic link of another user \(uid 54321\)/,
    );
  }
  fs.chownSync(folder.at("data"), OTHER, OTHER);
  assert.equal(checkFoldersOf(folder.at("home", "sessions_index.json"), "write"), OTHER);
});

test("isTrusted() trusts us and root, and othersMayWrite() a group of one's own", () => {
  const us = process.geteuid?.() ?? 0;
  assert.ok(isTrusted(us, undefined) && isTrusted(0, undefined));
  assert.ok(!isTrusted(OTHER, undefined));
  assert.equal(isTrusted(OTHER, OTHER), us === 0);
  const cases: [mode: number, gid: number, expected: boolean][] = [
    [0o755, 7, false],
    [0o757, 1000, true],
    [0o775, 1000, false],
    [0o775, 7, true],
    [0o1777, 7, true],
  ];
  for (const [mode, gid, expected] of cases) {
    assert.equal(othersMayWrite({ mode, gid, uid: 1000 }), expected, mode.toString(8));
  }
});
