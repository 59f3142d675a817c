import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import {
  findProjectRoot,
  globalIndexPath,
  logPath,
  projectPaths,
  sanitizeProjectPath,
  zigHome,
} from "../../../src/session/paths.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

test("sanitizeProjectPath() strips leading slashes and turns the others to dashes", () => {
  assert.equal(sanitizeProjectPath("/home/ada/src/shop"), "home-ada-src-shop");
  assert.equal(sanitizeProjectPath("//home/ada"), "home-ada");
  assert.equal(sanitizeProjectPath("/tmp/x y/é"), "tmp-x y-é");
  assert.equal(sanitizeProjectPath("/a-b"), sanitizeProjectPath("/a/b"));
  assert.equal(sanitizeProjectPath("/"), "");
});

test("findProjectRoot() finds the folder that has a .git folder or file", () => {
  using folder = new TemporaryFolder();
  fs.mkdirSync(folder.at("shop", ".git"), { recursive: true });
  fs.mkdirSync(folder.at("shop", "src", "deep"), { recursive: true });
  assert.equal(findProjectRoot(folder.at("shop")), folder.at("shop"));
  assert.equal(findProjectRoot(folder.at("shop", "src", "deep")), folder.at("shop"));
  fs.mkdirSync(folder.at("shop", "tree", "src"), { recursive: true });
  fs.writeFileSync(folder.at("shop", "tree", ".git"), "gitdir: ../.git/worktrees/tree\n");
  assert.equal(findProjectRoot(folder.at("shop", "tree", "src")), folder.at("shop", "tree"));
});

test("findProjectRoot() goes by the physical path", () => {
  using folder = new TemporaryFolder();
  fs.mkdirSync(folder.at("shop", ".git"), { recursive: true });
  fs.mkdirSync(folder.at("shop", "src"));
  fs.symlinkSync(folder.at("shop", "src"), folder.at("link"));
  assert.equal(findProjectRoot(folder.at("link")), folder.at("shop"));
});

test("findProjectRoot() outside git, or of a folder that is gone, is null", () => {
  using folder = new TemporaryFolder();
  assert.equal(findProjectRoot(folder.path), null);
  assert.equal(findProjectRoot(folder.at("gone")), null);
});

test("projectPaths() puts a project below the home's projects, and the rest into the home", () => {
  const inside = projectPaths("/home/ada/src/shop", "/home/ada/.zig");
  assert.deepEqual(inside, {
    storage: "/home/ada/.zig/projects/home-ada-src-shop",
    index: "/home/ada/.zig/projects/home-ada-src-shop/logs/index.json",
    sessions: "/home/ada/.zig/projects/home-ada-src-shop/logs/sessions",
  });
  assert.equal(logPath(inside, "x"), `${inside.sessions}/x.jsonl`);
  assert.deepEqual(projectPaths(null, "/home/ada/.zig"), {
    storage: "/home/ada/.zig",
    index: "/home/ada/.zig/logs/index.json",
    sessions: "/home/ada/.zig/logs/sessions",
  });
  assert.equal(globalIndexPath("/home/ada/.zig"), "/home/ada/.zig/sessions_index.json");
});

test("zigHome() is $ZIG_HOME, from the current folder where it is relative, or ~/.zig", () => {
  const { ZIG_HOME, HOME } = process.env;
  try {
    process.env["ZIG_HOME"] = "/home/ada/logs";
    assert.equal(zigHome(), "/home/ada/logs");
    process.env["ZIG_HOME"] = "some/logs";
    assert.equal(zigHome(), join(process.cwd(), "some/logs"));
    process.env["ZIG_HOME"] = "";
    process.env["HOME"] = "/home/ada";
    assert.equal(zigHome(), "/home/ada/.zig");
  } finally {
    restore("ZIG_HOME", ZIG_HOME);
    restore("HOME", HOME);
  }
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
