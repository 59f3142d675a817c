import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DAY, idOf, storeSessions, treeOf } from "../support/stored_logs.ts";
import { CommandPlace } from "./command_place.ts";

const AGES = [{ ageMs: 40 * DAY, bytes: 2000 }, { ageMs: 3 * DAY, bytes: 2000 }, { ageMs: DAY }];

test("gc without a rule is a usage error that names them", () => {
  using place = new CommandPlace();
  for (const words of [[], ["--force"], ["--global"]]) {
    const { code, stdout, stderr } = place.run("gc", ...words);
    assert.deepEqual([code, stdout], [2, ""]);
    for (const rule of ["--older-than", "--keep", "--max-size"]) assert.ok(stderr.includes(rule));
  }
});

test("gc refuses what it cannot understand, before it removes anything", () => {
  using place = new CommandPlace();
  storeSessions(place, AGES);
  const before = treeOf(place.home);
  const wrong = [["--keep", "-1"], ["--keep", "x"], ["--older-than", "1y"], ["--max-size", "big"]];
  for (const words of [...wrong, ["--keep", "0", "stray"]]) {
    const { code, stdout } = place.run("gc", "--force", ...words);
    assert.deepEqual([code, stdout], [2, ""], words.join(" "));
  }
  assert.deepEqual(treeOf(place.home), before);
});

test("gc says what would go, how much that is, and the command that does it; and changes no byte", () => {
  using place = new CommandPlace();
  storeSessions(place, AGES);
  const before = treeOf(place.home);
  const { code, stdout, stderr } = place.run("gc", "--older-than", "30d");
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^ID .*RULE .*\n0001 .*2\.0 KiB +older-than +build\n\n/);
  assert.match(stdout, /\nWould remove 1 of 3 sessions, 2\.0 KiB of \d\.\d KiB\.\n/);
  assert.match(stdout, /To do it: zig-session gc --older-than 30d --force\n$/);
  const json = JSON.parse(place.run("gc", "--older-than", "30d", "--json").stdout);
  assert.deepEqual([json.dry_run, json.bytes, json.total_sessions], [true, 2000, 3]);
  assert.deepEqual(json.sessions.map((s: { rules: string[] }) => s.rules), [["older-than"]]);
  assert.deepEqual(treeOf(place.home), before);
});

test("gc's command that does it names the same scope and rules", () => {
  using place = new CommandPlace();
  storeSessions(place, AGES);
  const words = ["--keep", "1", "--max-size", "1KiB", "--project", place.at("shop")];
  const { command } = JSON.parse(place.run("gc", "--json", ...words).stdout);
  assert.equal(
    command,
    `zig-session gc --keep 1 --max-size 1KiB --project ${place.at("shop")} --force`,
  );
  assert.match(place.run("gc", "--keep", "0", "-g").stdout, /zig-session gc --keep 0 --global --f/);
});

test("gc --force removes, and says how much", () => {
  using place = new CommandPlace();
  storeSessions(place, AGES);
  const { code, stdout, stderr } = place.run("gc", "--force", "--keep", "1");
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^Removed 2 of 3 sessions, 3\.9 KiB of \d\.\d KiB\.\n$/);
  assert.deepEqual(fs.readdirSync(place.paths.sessions), [`${idOf(3)}.jsonl`]);
  assert.match(place.run("gc", "--force", "--keep", "1").stdout, /^Removed nothing\./);
  const json = JSON.parse(place.run("gc", "--force", "--keep", "0", "--json").stdout);
  assert.deepEqual(
    [json.dry_run, json.command, json.sessions[0].zig_session_id, json.sessions[0].state],
    [false, null, idOf(3), "completed"],
  );
});

test("gc names what it leaves alone, safely, and is done", () => {
  using place = new CommandPlace();
  const [id = ""] = storeSessions(place, [{}]);
  const path = join(place.paths.sessions, `${id}.jsonl`);
  fs.rmSync(path);
  fs.symlinkSync("/etc/passwd", path);
  const { code, stderr } = place.run("gc", "--force", "--keep", "0");
  assert.equal(code, 0);
  assert.equal(stderr, `zig-session: Left alone "${path}": it is a symbolic link.\n`);
});

test("gc fails with a reason when something cannot be removed", () => {
  using place = new CommandPlace();
  storeSessions(place, AGES);
  fs.mkdirSync(place.at("home", ".index.lock"));
  const { code, stdout, stderr } = place.run("gc", "--force", "--keep", "2");
  assert.equal(code, 1);
  assert.match(stdout, /^Removed 1 of 3 sessions/);
  assert.match(stderr, /^zig-session: Could not open the lock .*it is a folder/);
});

test("gc shows the newest of many that go", () => {
  using place = new CommandPlace();
  storeSessions(place, Array.from({ length: 50 }, () => ({})));
  const { stdout } = place.run("gc", "--keep", "10");
  assert.equal(stdout.match(/completed/g)?.length, 20);
  assert.match(stdout, /\n0040 .*\n(.*\n)*0021 .*\n… and 20 older: --json shows all\n/);
});

test("gc shows nothing of an index that could colour a terminal", () => {
  using place = new CommandPlace();
  storeSessions(place, [{}]);
  const { index } = place.paths;
  const text = fs.readFileSync(index, "utf8").replace(
    '"build"',
    String.raw`"\u001b[31mevil\u009b"`,
  );
  fs.writeFileSync(index, text);
  for (const json of [[], ["--json"]]) {
    const { stdout } = place.run("gc", "--keep", "0", ...json);
    assert.doesNotMatch(stdout, /[\x1b\x9b]/);
    assert.match(stdout, /evil/);
  }
});
