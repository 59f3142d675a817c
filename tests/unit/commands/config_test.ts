import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type CommandOutcome, CommandPlace } from "./command_place.ts";

const MAIN = fileURLToPath(new URL("../../../main.ts", import.meta.url));

/** A place with configurations. */
class ConfiguredPlace extends CommandPlace {
  readonly own = join(this.home, "session.jsonc");
  readonly ofProject = join(this.project, ".zig", "session.jsonc");

  configure(path: string, config: object | string): void {
    fs.mkdirSync(dirname(path), { recursive: true });
    fs.writeFileSync(path, typeof config === "string" ? config : JSON.stringify(config));
  }

  /** As {@link run}, with the environment as it is but for this. */
  runWith(environment: NodeJS.ProcessEnv, ...words: string[]): CommandOutcome {
    const runtime = "Deno" in globalThis ? ["run", "-A", "--quiet", MAIN] : [MAIN];
    const { env } = process;
    const { status, stdout, stderr } = spawnSync(process.execPath, [...runtime, ...words], {
      cwd: this.project,
      // Deno lets a child inherit what is only left out.
      env: { ...env, NO_COLOR: "", TERM: "xterm", ZIG_HOME: this.home, ...environment },
      encoding: "utf8",
    });
    return { code: status, stdout, stderr };
  }
}

test("path --config names the user's and the project's configuration, and says which is read", () => {
  using place = new ConfiguredPlace();
  const { own, ofProject } = place;
  assert.equal(place.run("path", "--config").stdout, `${own}\n${ofProject}\n`);
  place.configure(ofProject, "");
  const configs = [
    { path: own, of: "user", is_read: false },
    { path: ofProject, of: "project", is_read: true },
  ];
  assert.deepEqual(JSON.parse(place.run("path", "--config", "--json").stdout), { configs });
  const off = place.runWith({ ZIG_SESSION_CONFIG: "off" }, "path", "--config", "--json").stdout;
  assert.equal(JSON.parse(off).configs[1].is_read, false);
  assert.equal(place.run("path", "--config", "--index").code, 2);
});

test("path --config knows one file where the project is the user's home, and it is the user's own", () => {
  using place = new ConfiguredPlace();
  const home = { ZIG_HOME: "", HOME: place.project };
  assert.equal(place.runWith(home, "path", "--config").stdout, `${place.ofProject}\n`);
  place.configure(place.ofProject, { color: "never", redact: { output: true } });
  assert.deepEqual(place.runWith(home, "record", "-q", "--", "true").stderr, "");
  // By another name.
  fs.symlinkSync(place.project, place.at("other"));
  const other = { ZIG_HOME: "", HOME: place.at("other") };
  assert.equal(place.runWith(other, "record", "-q", "--", "true").stderr, "");
});

test("gc takes the rules of the user's own configuration where it is given none", () => {
  using place = new ConfiguredPlace();
  for (let count = 0; count < 3; count++) {
    place.start().ended("success");
  }
  place.configure(place.own, { retention: { keep: 2, olderThan: "30d", maxSize: "1GiB" } });
  const plan = JSON.parse(place.run("gc", "--json").stdout);
  assert.equal(plan.sessions.length, 1);
  assert.equal(
    plan.command,
    "zig-session gc --older-than 30d --keep 2 --max-size 1GiB --force",
  );
  // Any rule that is given stands alone.
  assert.equal(JSON.parse(place.run("gc", "--keep", "3", "--json").stdout).sessions.length, 0);
  assert.equal(
    JSON.parse(place.run("gc", "--max-size", "9GiB", "--json").stdout).sessions.length,
    0,
  );
  assert.equal(place.run("gc", "--force").code, 0);
  assert.equal(JSON.parse(place.run("list", "--json").stdout).length, 2);
});

test("gc does not look at a project's configuration", () => {
  using place = new ConfiguredPlace();
  place.start().close();
  place.configure(place.ofProject, { retention: { keep: 0 } });
  const { code, stderr } = place.run("gc", "--force");
  assert.equal(code, 2);
  assert.match(stderr, /^zig-session: gc needs at least one rule/);
  place.configure(place.own, { retention: { keep: 5 } });
  assert.equal(JSON.parse(place.run("gc", "--json").stdout).sessions.length, 0);
});

test("list has the colours of the user's own configuration, unless option or environment say otherwise", () => {
  using place = new ConfiguredPlace();
  place.start().close();
  const isColored = (environment: NodeJS.ProcessEnv, ...words: string[]) =>
    place.runWith(environment, "list", ...words).stdout.includes("\x1b[");
  assert.equal(isColored({}), false);
  place.configure(place.own, { color: "always" });
  assert.equal(isColored({}), true);
  assert.equal(isColored({}, "--color", "never"), false);
  assert.equal(isColored({}, "--color", "auto"), false);
  assert.equal(isColored({ NO_COLOR: "1" }), false);
  assert.equal(isColored({ TERM: "dumb" }), false);
  assert.equal(isColored({ ZIG_SESSION_CONFIG: "off" }), false);
  place.configure(place.own, {});
  place.configure(place.ofProject, { color: "always" });
  assert.equal(isColored({}), false);
});

test("a fault in the user's own configuration ends what needs it with 2, and names its place", () => {
  using place = new ConfiguredPlace();
  place.start().close();
  place.configure(place.own, `{\n  "retentoin": {}, "color": 1\n}`);
  const told =
    `zig-session: ${place.own}:2:3: unknown key "retentoin" (did you mean "retention"?). ` +
    "Known keys: redact, heartbeat, maxLine, maxLog, minFree, retention, color\n" +
    `zig-session: ${place.own}:2:29: "color" is one of "auto", "always", "never", not 1\n`;
  for (const words of [["list"], ["gc"], ["start"], ["show"]]) {
    assert.deepEqual(place.run(...words), { code: 2, stdout: "", stderr: told }, words[0]);
  }
  // What is made for programs does not depend on it.
  assert.equal(place.run("list", "--json").code, 0);
  assert.equal(place.run("gc", "--keep", "9", "--json").code, 0);
});

test("a message about a configuration cannot move the reader's cursor", () => {
  using place = new ConfiguredPlace();
  place.configure(place.ofProject, `{ "\\u001b]0;owned\\u0007\\u001b[2J\\n": 1, "\x9b2J": 2 }`);
  for (const words of [["start"], ["record", "--", "true"]]) {
    const { stderr } = place.run(...words);
    assert.match(stderr, /unknown key/);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(stderr, /[\0-\x09\x0b-\x1f\x7f-\x9f]/);
  }
});
