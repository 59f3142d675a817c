import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { CommandPlace } from "./command_place.ts";

test("listen replays a session, and its exit code tells how it ended", () => {
  using place = new CommandPlace();
  for (
    const [status, word, expected] of [["success", "Success", 0], [
      "failure",
      "Failure",
      1,
    ]] as const
  ) {
    const writer = place.start();
    writer.heartbeat(10);
    writer.stepOutput("make", "stdout", "\x1b[31mred\x1b[0m");
    writer.ended(status, 12);
    const { code, stdout, stderr } = place.run("listen");
    assert.deepEqual([code, stderr], [expected, ""]);
    assert.deepEqual(stdout.split("\n"), [
      "▶ zig session started: build (0 tiers)",
      "[make] red",
      `■ zig session ended (${word}) in 12ms`,
      "",
    ]);
  }
});

test("listen --json gives the lines of the log as they are", () => {
  using place = new CommandPlace();
  const writer = place.start();
  writer.stepOutput("make", "stderr", "\x9b31m é 日本");
  writer.ended("success");
  const { stdout } = place.run("listen", "--json", writer.sessionId);
  assert.equal(stdout, fs.readFileSync(writer.logPath, "utf8"));
});

test("listen ends with 3 and says so when the session is dead", () => {
  using place = new CommandPlace();
  const writer = place.start();
  writer.stepOutput("make", "stdout", "last words");
  // A copy without our lock, as a crash leaves it: the lock file is there, and nobody holds it.
  const log = writer.logPath, content = fs.readFileSync(log, "utf8");
  writer.ended("success");
  fs.writeFileSync(log, `${content}{"seq":`);
  fs.writeFileSync(log.replace(/jsonl$/, "4711.live"), "");
  const { code, stdout, stderr } = place.run("listen");
  assert.equal(code, 3);
  assert.match(stdout, /\n\[make\] last words\n† zig session crashed: .*last activity \d{4}-/);
  assert.match(
    stderr,
    /^zig-session: The log is damaged at byte \d+; what cannot be read there is left out/,
  );
  const json = place.run("listen", "--json");
  assert.equal(json.stdout, content);
  assert.match(json.stderr, /zig session crashed/);
});
