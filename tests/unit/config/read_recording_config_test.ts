import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { readRecordingConfig } from "../../../src/config/read_recording_config.ts";
import type { RecordingConfig } from "../../../src/config/recording_config.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

/** A user's and a project's configuration. */
class ConfigPlaces extends TemporaryFolder {
  readonly root = this.at("shop");
  readonly user = this.at("session.jsonc");
  readonly project = this.at("shop", ".zig", "session.jsonc");

  constructor() {
    super();
    fs.mkdirSync(this.at("shop", ".zig"), { recursive: true });
  }

  read(user: object | string, project: object | string): RecordingConfig {
    for (const [path, content] of [[this.user, user], [this.project, project]] as const) {
      fs.writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    }
    return readRecordingConfig([
      { path: this.user, root: undefined },
      { path: this.project, root: this.root },
    ]);
  }
}

test("readRecordingConfig() adds redactions up; else the project's word goes before the user's", () => {
  using places = new ConfigPlaces();
  places.file("mine", "the first secret\nthe second\n");
  places.file("shop/theirs", "the third\n");
  process.env["CONFIG_TEST_PIN"] = "the fourth";
  const { defaults, redaction, faults } = places.read(
    {
      heartbeat: "20s",
      maxLine: "1KiB",
      redact: { patterns: ["a1", "b2"], valueFiles: ["mine"], output: true },
    },
    {
      heartbeat: "30s",
      redact: { patterns: ["c3"], valueFiles: ["../theirs"], names: ["config_test_*"] },
    },
  );
  delete process.env["CONFIG_TEST_PIN"];
  assert.deepEqual(faults, []);
  assert.deepEqual(defaults, { heartbeat: 30, maxLine: 1024 });
  assert.deepEqual(redaction.patterns.map(({ source }) => source), ["a1", "b2", "c3"]);
  assert.deepEqual([...redaction.values].sort(), [
    "the first secret",
    "the fourth",
    "the second",
    "the third",
  ]);
  assert.equal(redaction.output, true);
});

test("readRecordingConfig() leaves what the user wants masked as it is, whatever a project says", () => {
  using places = new ConfigPlaces();
  const user = { redact: { patterns: ["a1"], output: true } };
  for (
    const project of [
      { redact: { patterns: [], output: false } },
      { redact: null },
      { redact: false },
      { redact: { patterns: ["-a1", "(?!)"] } },
      `{ "__proto__": { "redact": { "patterns": [], "output": false } } }`,
      `{ "redact": { "__proto__": { "output": false } } }`,
      "{",
      "[".repeat(100_000),
    ]
  ) {
    const { redaction } = places.read(user, project);
    assert.equal(redaction.patterns[0]?.source, "a1");
    assert.equal(redaction.output, true);
  }
});

test("readRecordingConfig() uses of a file with a fault only the redactions, and of the other file all", () => {
  using places = new ConfigPlaces();
  const broken = { heartbeat: "20s", maxLine: "2KiB", redact: { patterns: ["a1"] }, wrong: 1 };
  const { defaults, redaction, faults } = places.read(broken, { maxLine: "1KiB" });
  assert.deepEqual(defaults, { maxLine: 1024 });
  assert.deepEqual(redaction.patterns.map(({ source }) => source), ["a1"]);
  assert.equal(faults.length, 1);
  assert.match(faults[0] ?? "", /session\.jsonc:1:\d+: unknown key "wrong"/);
});

test("readRecordingConfig() reads no secrets from outside of a project, from a FIFO, or without end", () => {
  using places = new ConfigPlaces();
  places.file("outside", "an outside secret\n");
  const inside = (name: string) => places.at("shop", ".zig", name);
  fs.symlinkSync(places.at("outside"), inside("link"));
  fs.symlinkSync(places.path, inside("folder"));
  execFileSync("mkfifo", [inside("fifo")]);
  fs.writeFileSync(inside("big"), "");
  fs.truncateSync(inside("big"), 2 ** 30);
  fs.writeFileSync(inside("good"), "a good secret\r\n");
  const valueFiles = [
    "../../outside",
    places.at("outside"),
    "link",
    "folder/outside",
    "fifo",
    "big",
    "/dev/zero",
    "missing",
    "good",
  ];
  const { redaction, faults } = places.read({}, { redact: { valueFiles } });
  assert.deepEqual(redaction.values, ["a good secret"]);
  const out = "it leads out of the project";
  const reasons = [
    ...[out, out, out, out],
    ...["it is not a regular file", "it is larger than 64 KiB", out, "it does not exist"],
  ];
  assert.deepEqual(
    faults.map((fault) => /^.*:1:\d+: Could not read ".*": (.*)$/.exec(fault)?.[1]),
    reasons,
  );
  const own = places.read({ redact: { valueFiles: ["outside"] } }, {});
  assert.deepEqual([own.redaction.values, own.faults], [["an outside secret"], []]);
});
