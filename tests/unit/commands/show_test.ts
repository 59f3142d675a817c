import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandPlace } from "./command_place.ts";

function failedSession(place: CommandPlace): string {
  const writer = place.start();
  writer.tierStarted(0, ["make"]);
  writer.stepStarted("make", 0, "zig-build-make", "exec", null, "make all");
  for (let line = 1; line <= 20; line++) writer.stepOutput("make", "stdout", `CC ${line}`);
  writer.stepFailed("make", 143, 1, "killed by SIGTERM");
  writer.ended("failure", 1400);
  return writer.sessionId;
}

test("show tells the latest session, or the one that is named", () => {
  using place = new CommandPlace();
  const id = failedSession(place);
  const { code, stdout } = place.run("show");
  assert.equal(code, 0);
  assert.match(stdout, /^✗ build failed\n/);
  assert.match(stdout, /took +1\.4s\n +command +make all\n/);
  assert.match(stdout, /exit 143: killed by SIGTERM\n +… 10 earlier lines\n +out │ CC 11\n/);
  place.start().ended("success");
  assert.equal(place.run("show", id.slice(-10).toLowerCase()).stdout, stdout);
});

test("show --tail sets how much is shown of what failed", () => {
  using place = new CommandPlace();
  failedSession(place);
  assert.equal(place.run("show", "--tail", "3").stdout.match(/out │/g)?.length, 3);
  assert.doesNotMatch(place.run("show", "--tail", "0").stdout, /│|earlier/);
});

test("show --json is one object with the same content", () => {
  using place = new CommandPlace();
  const id = failedSession(place);
  const shown = JSON.parse(place.run("show", "--json", "--tail", "1").stdout);
  assert.deepEqual(
    [shown.zig_session_id, shown.state, shown.duration_ms, shown.cwd, shown.damage],
    [id, "failed", 1400, place.project, { lines: 0, first_offset: null }],
  );
  const [step] = shown.steps;
  assert.deepEqual(
    [step.step_name, step.status, step.exit_code, step.error, step.prompt_preview, step.tail],
    ["make", "failed", 143, "killed by SIGTERM", "make all", [{
      seq: 23,
      stream: "stdout",
      line: "CC 20",
    }]],
  );
});

test("show fails where there is nothing to show", () => {
  using place = new CommandPlace();
  for (const words of [[], ["--active"], ["7k2m"], ["--project", place.at("nowhere")]]) {
    const { code, stdout, stderr } = place.run("show", ...words);
    assert.deepEqual([code, stdout], [2, ""], stderr);
    assert.match(stderr, /^zig-session: /);
  }
});
