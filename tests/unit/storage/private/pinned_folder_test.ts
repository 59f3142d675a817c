import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { StorageError } from "../../../../src/storage/errors.ts";
import { PinnedFolder } from "../../../../src/storage/private/pinned_folder.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

test("PinnedFolder.open() gives a way to the files of a folder", () => {
  using folder = new TemporaryFolder();
  fs.mkdirSync(folder.at("a", "b"), { recursive: true });
  folder.file("a/b/c", "content");
  using pinned = PinnedFolder.open(folder.path, "a/b");
  assert.ok(pinned);
  assert.equal(fs.readFileSync(pinned.at("c"), "utf8"), "content");
  assert.deepEqual(fs.readdirSync(pinned.at()), ["c"]);
});

test("PinnedFolder.open() where there is no folder is undefined", () => {
  using folder = new TemporaryFolder();
  folder.file("file", "");
  for (const inside of ["none", "none/logs", "file", "file/logs"]) {
    assert.equal(PinnedFolder.open(folder.path, inside), undefined, inside);
  }
  assert.equal(PinnedFolder.open(folder.at("none"), "logs"), undefined);
});

test("PinnedFolder.open() follows links to the base, and none in it", () => {
  using folder = new TemporaryFolder();
  fs.mkdirSync(folder.at("home", "logs", "sessions"), { recursive: true });
  fs.symlinkSync("home", folder.at("link"));
  using _pinned = PinnedFolder.open(folder.at("link"), "logs/sessions");
  assert.ok(_pinned);
  fs.symlinkSync("logs", folder.at("home", "linked"));
  fs.symlinkSync("sessions", folder.at("home", "logs", "linked"));
  fs.symlinkSync("nowhere", folder.at("home", "dangling"));
  for (const inside of ["linked/sessions", "logs/linked", "dangling", "dangling/sessions"]) {
    assert.throws(() => PinnedFolder.open(folder.at("home"), inside), (error: unknown) => {
      assert.ok(error instanceof StorageError, inside);
      assert.equal(error.obstacle, "it is a symbolic link");
      return true;
    });
  }
});

test("PinnedFolder stays with its folder when another takes its place", () => {
  using folder = new TemporaryFolder();
  fs.mkdirSync(folder.at("a"));
  fs.mkdirSync(folder.at("elsewhere"));
  folder.file("a/victim", "");
  folder.file("elsewhere/victim", "");
  using pinned = PinnedFolder.open(folder.path, "a");
  fs.renameSync(folder.at("a"), folder.at("moved"));
  fs.symlinkSync("elsewhere", folder.at("a"));
  fs.rmSync(pinned?.at("victim") ?? "");
  assert.ok(fs.existsSync(folder.at("elsewhere", "victim")));
  assert.ok(!fs.existsSync(folder.at("moved", "victim")));
});
