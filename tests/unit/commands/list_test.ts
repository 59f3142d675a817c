import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandPlace } from "./command_place.ts";

test("list is one JSON array, newest first, with what the index has and more", () => {
  using place = new CommandPlace();
  const first = place.start({ workflow_name: "first" });
  first.ended("failure");
  const second = place.start({ workflow_name: "second" });
  const { code, stdout } = place.run("list", "--json");
  const [running, failed] = JSON.parse(stdout);
  assert.deepEqual([code, running.state, failed.state], [0, "running", "failed"]);
  assert.equal(running.zig_session_id, second.sessionId);
  assert.ok(Number.isInteger(failed.duration_ms));
  assert.equal(failed.id_short, first.sessionId.slice(-failed.id_short.length));
  assert.equal(JSON.parse(place.run("list", "--json", "-n", "1").stdout).length, 1);
  second.ended("success");
});

test("list is plain and whole when piped, and coloured on demand", () => {
  using place = new CommandPlace();
  const name = "a workflow with a name that is longer than a terminal is wide ".repeat(3).trim();
  place.start({ workflow_name: `\x1b[31m${name}` }).ended("success");
  const plain = place.run("list").stdout;
  assert.ok(plain.includes(`  ${name}\n`) && !plain.includes("\x1b"), plain);
  const painted = place.run("list", "--color", "always").stdout;
  assert.ok(painted.includes("\x1b[32m✓ completed") && !painted.includes("\x1b[31m"), painted);
});

test("list --global shows projects by their folder", () => {
  using place = new CommandPlace();
  place.start().ended("success");
  place.start({ cwd: place.path }).ended("success");
  const { stdout } = place.run("list", "--global");
  assert.ok(stdout.includes(place.project), stdout);
  assert.match(stdout, / - +build\n/);
});

test("list of nothing is done, with a hint", () => {
  using place = new CommandPlace();
  const { code, stdout, stderr } = place.run("list");
  assert.deepEqual([code, stdout], [0, ""]);
  assert.match(stderr, /^zig-session: Nothing has been recorded in this project yet/);
  assert.equal(place.run("list", "--json").stdout, "[]\n");
});

test("list refuses what it cannot understand", () => {
  using place = new CommandPlace();
  for (const words of [["-n", "0"], ["-n", "x"], ["--color", "pink"], ["stray"]]) {
    const { code, stdout } = place.run("list", ...words);
    assert.deepEqual([code, stdout], [2, ""], words.join(" "));
  }
});
