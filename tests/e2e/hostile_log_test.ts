import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { storeHostileHome } from "./support/hostile_home.ts";
import { HOSTILE_IDS, HOSTILE_NAMES, storeHostileSessions } from "./support/hostile_sessions.ts";
import { type Program, PROGRAMS, VIEWING } from "./support/program.ts";
import { READINGS } from "./support/readings.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";
import { STORED_ID, storeLog } from "./support/stored_log.ts";
import { eventLine } from "../unit/support/event_lines.ts";

const TROUBLE = 2, FAILED = 1;
/** All that a terminal could obey, and what turns the order of its characters. */
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;
const LEAKED =
  /\b(?:TypeError|ReferenceError|RangeError|undefined|Invalid Date)\b|\[object |\.ts:\d/;
/** Of names that have no end; what was printed as output may be as long as it was. */
const LONGEST_LINE = 6000;

const HOMES: readonly (readonly [store: (scratch: Scratch) => void, before: string])[] = [
  [storeHostileSessions, HOSTILE_IDS[0] ?? ""],
  [storeHostileHome, STORED_ID],
];
/** Every command that reads, as it is called on sessions of which the second is compared with the first. */
const CALLS: readonly string[] = [
  ...READINGS.flatMap(({ name, words = "", variants = [] }) =>
    ["", ...variants].map((variant) => `${name} ${words} ${variant}`)
  ).filter((call) => !call.startsWith("diff")),
  "diff --global LATEST BEFORE",
  "stats constructor",
  "stats nothing",
  "show --output __proto__",
  "show --output 'no such \x1b[2J\u202estep'",
  "show 'no such \x1b[2J\u202esession'",
  "search --regex '(\x1b[2J'",
  "events --type '\x1b[2J'",
  "listen '--\x1b[2J'",
  "'\x1b[2J'",
  "verify --all",
  "repair --all",
  "redact --all --regex owned",
  "gc --older-than 1s",
];

for (const program of VIEWING) {
  test(`no command [${program.name}] passes a control character of a hostile log on, or floods with its names`, async () => {
    for (const [store, before] of HOMES) {
      using scratch = new Scratch();
      store(scratch);
      const latest = store === storeHostileHome ? "FA1ED" : HOSTILE_IDS[1] ?? "";
      for (const pattern of CALLS) {
        if (/--json|--raw/.test(pattern)) continue;
        const call = pattern.replace("LATEST", latest).replace("BEFORE", before);
        const { stdout, stderr } = await run(scratch, program, call);
        assert.doesNotMatch(stdout + stderr, CONTROLS, call);
        assert.doesNotMatch(stderr, LEAKED, call);
        for (const line of `${stdout}\n${stderr}`.split("\n")) {
          // A long line that was printed is told as it is.
          if (line.includes("x".repeat(LONGEST_LINE))) continue;
          assert.ok(line.length < LONGEST_LINE, `${call}: a line of ${line.length} characters`);
        }
      }
      assert.deepEqual(fs.readdirSync(scratch.work), []);
    }
  });

  test(`--json of every command [${program.name}] is valid JSON, whatever a log holds`, async () => {
    for (const [store, before] of HOMES) {
      using scratch = new Scratch();
      store(scratch);
      const latest = store === storeHostileHome ? "FA1ED" : HOSTILE_IDS[1] ?? "";
      let values = 0;
      for (const pattern of CALLS) {
        if (/--output|--count|--timestamps|--format|'/.test(pattern)) continue;
        const call = pattern.replace("LATEST", latest).replace("BEFORE", before);
        const json = call.includes("--json") ? call : `${call} --json`;
        const { stdout, stderr } = await run(scratch, program, json);
        assert.doesNotMatch(stderr, LEAKED, json);
        values += parsed(stdout, json).length;
      }
      assert.ok(values > 100, String(values));
    }
  });

  test(`names of a log [${program.name}] are names, also when every object has them`, async () => {
    using scratch = new Scratch();
    storeHostileSessions(scratch);
    const { stdout } = await run(scratch, program, `show ${HOSTILE_IDS[1]} --json`);
    const { steps: all } = JSON.parse(stdout) as { steps: { step_name: string; status: string }[] };
    // Behind them comes the step of the lines that are no events.
    const steps = all.slice(0, HOSTILE_NAMES.length);
    assert.ok(steps.every(({ step_name }, at) => step_name === HOSTILE_NAMES[at]));
    assert.deepEqual(new Set(steps.map(({ status }) => status)), new Set(["failed"]));
    const listed = await run(scratch, program, "list --json");
    assert.deepEqual(
      (JSON.parse(listed.stdout) as { state: string }[]).map(({ state }) => state),
      ["failed", "completed"],
    );
    const stats = await run(scratch, program, "stats constructor --json");
    assert.equal((JSON.parse(stats.stdout) as { steps: unknown[] }).steps.length, all.length);
  });

  test(`a command that is shown to be typed next [${program.name}] runs nothing that stands in a log`, async () => {
    using scratch = new Scratch();
    const step = "$(touch owned)'; touch owned; '`touch owned`", id = "01K0$(touch owned)";
    const lines = [
      { type: "zig_session_started", workflow_name: "w", workflow_path: "", tier_count: 1 },
      {
        type: "step_started",
        step_name: step,
        tier_index: 0,
        zag_command: "exec",
        zag_session_id: "",
        prompt_preview: "",
      },
      { step_name: step, line: "error: owned" },
      { type: "step_failed", step_name: step, exit_code: 1, attempt: 1, error: "exit 1" },
      { type: "zig_session_ended", status: "failure", duration_ms: 1 },
    ].map((fields, at) =>
      eventLine({ seq: at + 1, zig_session_id: id, stream: "stderr", ...fields })
    );
    storeLog(scratch, lines.map((line) => `${line}\n`).join(""), id);
    let pasted = 0;
    for (
      const call of ["show --latest", "show --latest --budget 2000", "diff", "verify --latest"]
    ) {
      const { stdout, stderr } = await run(scratch, program, call);
      for (
        const [, command] of `${stdout}${stderr}`.matchAll(
          /: (zig-session (?:show|diff|repair|listen) .*)$/gm,
        )
      ) {
        pasted++;
        await runScript(
          scratch,
          program,
          `zig-session() { :; }\n${command?.replace(/<before>.*/, "")}`,
        );
        assert.deepEqual(fs.readdirSync(scratch.work), [], command);
      }
    }
    assert.ok(pasted >= 2, String(pasted));
  });
}

for (const program of PROGRAMS) {
  test(`a hostile expression or line [${program.name}] ends search and show --grep with a word of why`, async () => {
    using scratch = new Scratch();
    storeLog(
      scratch,
      [
        { type: "zig_session_started", workflow_name: "w", workflow_path: "", tier_count: 1 },
        { step_name: "w", line: "error at ".repeat(5000) },
        { type: "zig_session_ended", status: "success", duration_ms: 1 },
      ].map((fields, at) => `${eventLine({ seq: at + 1, zig_session_id: STORED_ID, ...fields })}\n`)
        .join(""),
    );
    const slow = "error.*at.*at.*at.*x";
    for (
      const [call, code] of [
        [`search --regex '${slow}'`, TROUBLE],
        [`show --output --grep '${slow}'`, FAILED],
      ] as const
    ) {
      const result = await run(scratch, program, call);
      assert.deepEqual([result.code, result.stdout], [code, ""], call);
      assert.match(
        result.stderr,
        /^zig-session: Gave up: the pattern "error\.\*at.*" takes more than 5 s for one line\. .*\n$/,
      );
    }
    // What could take for ever elsewhere is soon over here.
    const found = await run(scratch, program, `search -c --regex '(error|e)+ (\\w)t \\1'`);
    assert.deepEqual([found.code, found.stderr], [0, ""]);
    const wrong = await run(scratch, program, "show --output --grep 'a(b'");
    assert.equal(wrong.code, TROUBLE);
    assert.match(
      wrong.stderr,
      /invalid regular expression "a\(b": the "\(" has no "\)", at character 2\./,
    );
  });

  test(`deep JSON in a log or an index [${program.name}] costs no more memory than its size, and hides nothing`, async () => {
    using scratch = new Scratch();
    const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    const path = storeLog(
      scratch,
      [
        eventLine({
          seq: 1,
          zig_session_id: STORED_ID,
          type: "zig_session_started",
          workflow_name: "w",
          workflow_path: "",
          tier_count: 1,
        }),
        eventLine({ seq: 2, zig_session_id: STORED_ID }).replace(
          "}",
          `,"deep":${deep(5_000_000)}}`,
        ),
        eventLine({ seq: 3, zig_session_id: STORED_ID, line: "behind it" }),
        eventLine({
          seq: 4,
          zig_session_id: STORED_ID,
          type: "zig_session_ended",
          status: "success",
          duration_ms: 1,
        }),
      ].map((line) => `${line}\n`).join(""),
    );
    const index = join(scratch.home, "logs/index.json");
    const entry = fs.readFileSync(index, "utf8").slice('{"sessions":['.length, -2);
    fs.writeFileSync(index, `{"deep":${deep(20_000_000)},"sessions":[${entry}]}`);
    fs.writeFileSync(
      join(scratch.home, "logs/index.archive.jsonl"),
      `${entry.replace("{", `{"deep":${deep(5_000_000)},`)}\n`,
    );
    assert.ok(fs.existsSync(path));
    // In KiB, of data: JSON.parse takes 4 GB of it for this index.
    const limit = "ulimit -d 2000000";
    for (
      const [call, shown] of [
        ["list", /completed/],
        ["show --output", /^behind it$/m],
        ["diff --json $ID $ID", /"differs": false/],
        ["verify --all", /index\.json" cannot be understood: it is not JSON, or nests too deep/],
      ] as const
    ) {
      const script = `${limit}; "\${Z[@]}" ${call.replaceAll("$ID", STORED_ID)}`;
      const { stdout, stderr } = await runScript(scratch, program, script);
      assert.match(utf8(stdout), shown, `${call}: ${stderr}`);
    }
    fs.writeFileSync(
      join(scratch.work, "event.json"),
      `{"type":"step_output","line":${deep(60_000)}}`,
    );
    const event = await runScript(
      scratch,
      program,
      `"\${Z[@]}" event --session ${STORED_ID} --json "$(cat event.json)"`,
    );
    assert.match(event.stderr, /JSON too deep to read/);
    assert.equal(event.code, TROUBLE);
  });
}

async function run(scratch: Scratch, program: Program, words: string) {
  const { stdout, stderr, code } = await runScript(scratch, program, `"\${Z[@]}" ${words}`, {
    COLUMNS: "40",
  });
  return { stdout: utf8(stdout), stderr: utf8(stderr), code };
}

/** The values of one JSON text, or of one a line. */
function parsed(text: string, call: string): unknown[] {
  if (text.trim() === "") return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    return text.trimEnd().split("\n").map((line): unknown => {
      assert.doesNotThrow(() => JSON.parse(line), `${call}: ${line.slice(0, 100)}`);
      return JSON.parse(line);
    });
  }
}
