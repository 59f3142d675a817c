import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { test } from "node:test";
import { type ConfigReading, readConfig } from "../../../src/config/read_config.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const KEYS = "Known keys: redact, heartbeat, maxLine, maxLog, minFree, retention, color";
const OF_REDACT = "Known keys: patterns, valueFiles, names, output";

/** A text, and where and what is wrong with it. */
const FAULTS: readonly (readonly [text: string, ...faults: string[]])[] = [
  [`{\n  "hartbeat": "10s"\n}`, `2:3: unknown key "hartbeat" (did you mean "heartbeat"?). ${KEYS}`],
  [`{ "max-line": "1KiB" }`, `1:3: unknown key "max-line" (did you mean "maxLine"?). ${KEYS}`],
  [`{ "colour": "never" }`, `1:3: unknown key "colour" (did you mean "color"?). ${KEYS}`],
  [`{ "redaction": {} }`, `1:3: unknown key "redaction". ${KEYS}`],
  [
    `{ "redact": { "valuefile": [] } }`,
    `1:15: unknown key "valuefile" of "redact" (did you mean "valueFiles"?). ${OF_REDACT}`,
  ],
  [
    `{ "__proto__": { "heartbeat": "1s" }, "constructor": 1 }`,
    `1:3: unknown key "__proto__". ${KEYS}`,
    `1:39: unknown key "constructor". ${KEYS}`,
  ],
  [`{ "heartbeat": 10 }`, `1:16: "heartbeat" is a duration such as "10s", not 10`],
  [
    `{ "heartbeat": "0s" }`,
    `1:16: "heartbeat" is whole seconds from 1s to 1d, not "0s"`,
  ],
  [
    `{ "heartbeat": "soon" }`,
    `1:16: invalid duration "soon" (examples: 90s, 10m30s, 7d)`,
  ],
  [
    `{ "redact": { "patterns": ["", "${"x".repeat(1001)}", "${"x".repeat(1000)}"] } }`,
    `1:28: "redact.patterns" is a regular expression, of 1 to 1000 characters, not ""`,
    `1:32: "redact.patterns" is a regular expression, of 1 to 1000 characters, not "${
      "x".repeat(40)
    }…"`,
  ],
  [`{ "maxLine": null }`, `1:14: "maxLine" is a size such as "64KiB", not null`],
  [`{ "maxLine": "3" }`, `1:14: "maxLine" is 4 bytes to 2MiB, not "3"`],
  [`{ "redact": [] }`, `1:13: "redact" is an object { … }, not a list`],
  [
    `{ "redact": { "patterns": "x+" } }`,
    `1:27: "redact.patterns" is a list of regular expressions, not "x+"`,
  ],
  [
    `{ "redact": { "patterns": ["ok", 1, {}] } }`,
    `1:34: "redact.patterns" is a regular expression, not 1`,
    `1:37: "redact.patterns" is a regular expression, not an object`,
  ],
  [
    `{ "redact": { "patterns": [\n  "ok",\n\t"a(b"] } }`,
    `3:2: invalid regular expression "a(b": the "(" has no ")", at character 2`,
  ],
  [
    `{ "redact": { "patterns": ["(a+)+b"] } }`,
    `1:28: The pattern "(a+)+b" is refused: a repetition within a repetition, or with alternatives that begin alike, could take for ever`,
  ],
  [
    `{ "redact": { "names": ["*"] } }`,
    `1:25: "*" is no pattern for names: write letters, digits and _, at least 3 of them, and * for any others, as in "*_PIN"`,
  ],
  [`{ "redact": { "output": "yes" } }`, `1:25: "redact.output" is true or false, not "yes"`],
  [
    `{ "retention": { "keep": -1 } }`,
    `1:26: "retention.keep" is a whole number from 0 on such as 100, not -1`,
  ],
  [
    `{ "retention": { "keep": "100" } }`,
    `1:26: "retention.keep" is a whole number from 0 on such as 100, not "100"`,
  ],
  [
    `{ "retention": { "maxSize": "much" } }`,
    `1:29: invalid size "much" (examples: 65536, 64KiB, 1GiB)`,
  ],
  [`{ "color": "red" }`, `1:12: "color" is one of "auto", "always", "never", not "red"`],
  [
    `{ "heartbeat": "1s", "heartbeat": "2s" }`,
    `1:22: "heartbeat" stands twice: keep one of them`,
  ],
  [
    `{ "redact": { "names": [], "n\\u0061mes": [] } }`,
    `1:28: "redact.names" stands twice: keep one of them`,
  ],
  [`{ "😀": 1 }`, `1:3: unknown key "😀". ${KEYS}`],
  [`{ /* 😀 */ "é": 1 }`, `1:11: unknown key "é". ${KEYS}`],
  [`[]`, `1:1: The configuration is an object { … }, not a list`],
  [`{ "heartbeat" "1s" }`, `1:15: ":" is missing before "1s"`],
  [`{ "heartbeat": "1s"\r\n  "maxLine": "1KiB" }`, `2:3: "," is missing before "maxLine"`],
  [`{ "heartbeat": }`, `1:16: a value is missing before "}"`],
  [`{ "heartbeat": 10s }`, `1:18: "s" is not JSON: text stands in double quotes`],
  [`{ heartbeat: "1s" }`, `1:3: "heartbeat" is not JSON: text stands in double quotes`],
  [`{ "heartbeat": "1s" ] }`, `1:21: "," is missing before "]"`],
  [`{ "redact": { "names": [ }`, `1:26: a value is missing before "}"`],
  [`{ "heartbeat": "1s"`, `1:20: "}" is missing before the end of the file`],
  [`{ "redact": { "names": ["PIN_A"`, `1:32: "]" is missing before the end of the file`],
  [`{ "heartbeat": "1s" }\n{ }`, `2:1: the end of the file is missing before "{"`],
  [`{ "heartbeat": "1s }\n}`, `1:16: the text has no closing quote in its line`],
  [`{ /* no end`, `1:3: the comment has no end`],
  [`{ "retention": { "keep": 1. } }`, `1:26: "1." is no number`],
  [
    `{ "redact": { "patterns": ["\\\\d", "id-\\d"] } }`,
    `1:39: "\\d" is no escape of JSON: for a backslash write two, as in "\\\\d"`,
  ],
  [`{ "heartbeat": "\\u00zz" }`, `1:16: "\\u" needs four hexadecimal digits behind it`],
  [
    `{ "heartbeat": "1\ts" }`,
    `1:16: a control character stands in the text: write it as an escape such as "\\t"`,
  ],
];

for (const [text, ...faults] of FAULTS) {
  test(`readConfig() of ${JSON.stringify(text.slice(0, 80))} says where and what is wrong`, () => {
    using folder = new TemporaryFolder();
    const { place: { path }, faults: found } = readText(folder, text);
    assert.deepEqual(found, faults.map((fault) => `${path}:${fault}`));
  });
}

test("readConfig() reads comments, trailing commas and a byte order mark, and nothing at all", () => {
  using folder = new TemporaryFolder();
  const { config, faults } = readText(
    folder,
    `\ufeff// mine
    {
      "heartbeat": "1m", "maxLine": "1KiB", "maxLog": "1MiB", "minFree": "none", /* of
      two lines */ "color": "never",
      "redact": { "patterns": ["id-\\\\d+",], "names": ["*_PIN"], "valueFiles": ["a"], "output": true },
      "retention": { "olderThan": "30d", "keep": 7, "maxSize": "1GiB" },
    }`,
  );
  assert.deepEqual(faults, []);
  const { redact = {}, ...rest } = config;
  const retention = { olderThan: "30d", keep: 7, maxSize: "1GiB" };
  const sizes = { maxLine: 1024, maxLog: 1 << 20, minFree: 0 };
  assert.deepEqual(rest, { heartbeat: 60, ...sizes, color: "never", retention });
  assert.deepEqual(redact.patterns?.flat().map(({ source }) => source), ["id-\\d+"]);
  assert.equal(redact.names?.[0]?.("my_pin"), true);
  assert.deepEqual(redact.valueFiles?.map(({ path }) => path), ["a"]);
  assert.equal(redact.output, true);
  for (const empty of ["", " \n", "// nothing yet\n", "{}"]) {
    const reading = readText(folder, empty);
    assert.deepEqual([reading.config, reading.faults], [{}, []], empty);
  }
});

test("readConfig() finds no fault in the example of the README", () => {
  using folder = new TemporaryFolder();
  const readme = fs.readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const [, example = ""] = /```jsonc\n(.*?)```/s.exec(readme) ?? [];
  const { config, faults } = readText(folder, example);
  assert.deepEqual(faults, []);
  const keys = ["heartbeat", "maxLine", "redact", "maxLog", "minFree", "retention", "color"];
  assert.deepEqual(Object.keys(config), keys);
});

test("readConfig() lets a project add redactions and nothing that is the user's to decide", () => {
  using folder = new TemporaryFolder();
  const text = `{
    "redact": { "patterns": ["x{9}"], "names": ["*_PIN"], "valueFiles": ["a"], "output": false },
    "heartbeat": "1s", "maxLine": "1KiB",
    "retention": { "keep": 0 }, "color": "always",
    "maxLog": "none", "minFree": "none" }`;
  const { config, faults } = readText(folder, text, folder.path);
  assert.deepEqual(Object.keys(config), ["redact", "heartbeat", "maxLine"]);
  assert.deepEqual(Object.keys(config.redact ?? {}), ["patterns", "names", "valueFiles"]);
  const why = "is not for a project to set, only for your own configuration";
  const places = [
    '2:80: "redact.output"',
    '4:5: "retention"',
    '4:33: "color"',
    '5:5: "maxLog"',
    '5:23: "minFree"',
  ];
  assert.deepEqual(faults, places.map((place) => `${folder.at("session.jsonc")}:${place} ${why}`));
});

test("readConfig() of a file with a fault still has the redactions that could be read", () => {
  using folder = new TemporaryFolder();
  for (
    const text of [
      `{ "redact": { "patterns": ["one", "(", "two"] }, "nonsense": 1 }`,
      `{ "redact": { "patterns": ["one", "two"] }, "heartbeat": }`,
      `{ "redact": { "patterns": ["one", "two"`,
    ]
  ) {
    const { config, faults } = readText(folder, text);
    assert.ok(faults.length > 0);
    assert.deepEqual(config.redact?.patterns?.flat().map(({ source }) => source), ["one", "two"]);
  }
});

test("readConfig() takes at most 100 of a kind, 64 KiB, and 16 levels", () => {
  using folder = new TemporaryFolder();
  const many = JSON.stringify({ redact: { names: Array.from({ length: 102 }, () => "PIN") } });
  const { config, faults, place } = readText(folder, many);
  assert.equal(config.redact?.names?.length, 100);
  assert.deepEqual(faults, [`${place.path}:1:621: "redact.names" takes at most 100`]);
  for (const [open, offset] of [["[", 17], ['{"a":', 81]] as const) {
    const { faults } = readText(folder, open.repeat(64000 / open.length));
    assert.deepEqual(faults, [`${place.path}:1:${offset}: nothing nests deeper than 16 here`]);
  }
  fs.truncateSync(place.path, 2 ** 30);
  assert.deepEqual(readConfig(place).faults, [
    `Could not read "${place.path}": it is larger than 64 KiB. Make it smaller`,
  ]);
});

test("readConfig() names ten faults", () => {
  using folder = new TemporaryFolder();
  const { faults } = readText(folder, `{${'\n"x": 2,'.repeat(12)}}`);
  assert.equal(faults.length, 10);
  assert.match(faults[9] ?? "", /:11:1: "x" stands twice/);
});

test("readConfig() says which byte is not UTF-8", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("session.jsonc", Buffer.from('{\n  "color": "\xff" }', "latin1"));
  const [first] = readConfig({ path, root: undefined }).faults;
  assert.equal(first, `${path}:2:13: a byte is not UTF-8`);
});

test("readConfig() waits for no FIFO, and follows a project's links only within the project", () => {
  using folder = new TemporaryFolder();
  const outside = folder.file("outside", "{}"), root = folder.at("shop");
  fs.mkdirSync(root);
  const path = folder.at("shop", "session.jsonc"), project = { path, root };
  execFileSync("mkfifo", [path]);
  assert.match(readConfig(project).faults.join(), /it is not a regular file/);
  fs.unlinkSync(path);
  fs.mkdirSync(path);
  assert.match(readConfig(project).faults.join(), /it is (?:not a regular file|a folder)/);
  fs.rmdirSync(path);
  fs.symlinkSync(outside, path);
  assert.match(readConfig(project).faults.join(), /it leads out of the project/);
  assert.deepEqual(readConfig({ path, root: undefined }).faults, []);
  // A folder whose name only begins as the project's is outside of it.
  fs.mkdirSync(folder.at("shopping"));
  fs.writeFileSync(folder.at("shopping", "file"), "{}");
  fs.unlinkSync(path);
  fs.symlinkSync("../shopping/file", path);
  assert.match(readConfig(project).faults.join(), /it leads out of the project/);
  fs.unlinkSync(path);
  fs.writeFileSync(folder.at("shop", "other"), `{ "heartbeat": "1s" }`);
  fs.symlinkSync("other", path);
  assert.deepEqual(readConfig(project).config, { heartbeat: 1 });
  fs.unlinkSync(path);
  fs.symlinkSync("nowhere", path);
  assert.match(readConfig(project).faults.join(), /it does not exist/);
});

function readText(folder: TemporaryFolder, text: string, root?: string): ConfigReading {
  return readConfig({ path: folder.file("session.jsonc", text), root });
}
