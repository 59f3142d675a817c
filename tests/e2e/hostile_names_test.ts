import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { eventLine } from "../unit/support/event_lines.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";
import { treeOf } from "./support/tree.ts";

const [, executable] = PROGRAMS;
const VICTIM_ID = "01K0000000000000000000V1CT";

/** Ids that are none, as arguments; `$outside` is a folder with a log in it. */
const HOSTILE_IDS: readonly string[] = [
  `../../../outside/logs/sessions/${VICTIM_ID}`,
  `$outside/logs/sessions/${VICTIM_ID}`,
  `$outside/logs/sessions/${VICTIM_ID}.jsonl`,
  "..",
  ".",
  "/",
  "a/b",
  "a\\\\0b",
  "x".repeat(300),
  "%2e%2e%2f",
  "-rf",
];

/** Every command that takes an id, where it would do most. */
const ON_ID: readonly string[] = [
  "show --output",
  "listen --no-follow",
  "events",
  "status",
  "wait --timeout 1s",
  "path",
  "diff",
  "search --session=ID needle",
  "verify",
  "repair --write",
  "redact --regex needle --write",
  "rm --force",
  "end --session=ID",
  "tier --session=ID t",
  "skip --session=ID t --reason r",
  `event --session=ID --json '{"type":"heartbeat","interval_secs":1}'`,
];

/** A place beside the home with a log that would be a session's if it lay there. */
function makeOutside(scratch: Scratch): string {
  const outside = join(scratch.root, "outside"), sessions = join(outside, "logs", "sessions");
  fs.mkdirSync(sessions, { recursive: true });
  const started = {
    type: "zig_session_started",
    workflow_name: "w",
    workflow_path: "",
    tier_count: 1,
  };
  const lines = [started, { type: "step_output", step_name: "s", stream: "stdout", line: "needle" }]
    .map((fields, at) => eventLine({ seq: at + 1, zig_session_id: VICTIM_ID, ...fields }));
  fs.writeFileSync(join(sessions, `${VICTIM_ID}.jsonl`), `${lines.join("\n")}\n`);
  fs.writeFileSync(join(outside, "logs", "index.json"), `{"sessions":[]}`);
  return outside;
}

function withId(command: string, id: string): string {
  return command.includes("ID ") || command.endsWith("ID")
    ? command.replace("ID", `"${id}"`)
    : `${command} -- "${id}"`;
}

test("An id that is a path [executable] leads no command out of the home", async () => {
  using scratch = new Scratch();
  const outside = makeOutside(scratch), before = treeOf(outside);
  const checks = HOSTILE_IDS.flatMap((id) =>
    ON_ID.map((command) =>
      `timeout 20 "\${Z[@]}" ${withId(command, id)} < /dev/null > out 2>&1; code=$?
       [ $code = 1 -o $code = 2 ] && ! grep -q '"line":"needle"\\|^needle\\| at ' out || { echo '${
        withId(command, id).replaceAll("'", "")
      }' $code; cat out; }`
    )
  );
  const script = `outside=${outside}; "\${R[@]}" true; cp -r "$ZIG_HOME" copy\n${
    checks.join("\n")
  }\ndiff -r copy "$ZIG_HOME"`;
  const { stdout, stderr } = await runScript(scratch, executable, script);
  assert.deepEqual([stdout, stderr], ["", ""]);
  assert.deepEqual(treeOf(outside), before);
});

for (const program of PROGRAMS) {
  test(`ZIG_SESSION_ID that is a path [${program.name}] leads no command out of the home`, async () => {
    using scratch = new Scratch();
    const outside = makeOutside(scratch), before = treeOf(outside);
    const ids = program === executable ? HOSTILE_IDS : HOSTILE_IDS.slice(0, 2);
    const script = `outside=${outside}; ${
      ids.map((id) =>
        `export ZIG_SESSION_ID="${id}"; timeout 20 "\${Z[@]}" step s -- sh -c 'echo out; exit 7' 2> err; echo "$? $(grep -c 'session of its own' err)"
         timeout 20 "\${Z[@]}" tier t 2> /dev/null; echo $?; timeout 20 "\${Z[@]}" end 2> /dev/null; echo $?
         timeout 20 "\${Z[@]}" record -q -- true`
      ).join("\n")
    }; grep -l outer_session_id "$ZIG_HOME"/logs/sessions/*`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.equal(stdout, "out\n7 1\n2\n2\n".repeat(ids.length), stderr);
    assert.equal(stderr, "");
    assert.deepEqual(treeOf(outside), before);
    assert.equal(scratch.logs().length, 2 * ids.length);
  });
}

/** What an index could say of where a log lies; `$outside` as above, `$home` has a pipe for a log. */
const HOSTILE_PATHS: readonly string[] = [
  `$outside/logs/sessions/${VICTIM_ID}.jsonl`,
  `../../outside/logs/sessions/${VICTIM_ID}.jsonl`,
  `$home/projects/../../outside/logs/sessions/${VICTIM_ID}.jsonl`,
  `projects/../logs/sessions/../../../outside/logs/sessions/${VICTIM_ID}.jsonl`,
  "../../etc/passwd",
  "/etc/passwd",
  "/etc/passwd\\u0000/logs/sessions/a.jsonl",
  "$home/logs/sessions/a\\u0000b.jsonl",
  "$home/logs/sessions/pipe.jsonl",
  `$home/projects/linked/logs/sessions/${VICTIM_ID}.jsonl`,
  `$home/logs/sessions/${"x".repeat(300)}.jsonl`,
  `$home/projects/${"x".repeat(300)}/logs/sessions/a.jsonl`,
  "",
  "/",
];

const ON_ENTRY: readonly string[] = [
  "show --output",
  "listen --no-follow",
  "events",
  "path",
  "verify",
  "repair --write",
  "redact --regex needle --write",
  "rm --force",
];

const ON_INDEX: readonly string[] = [
  "list",
  "search needle",
  "stats",
  "verify --all",
  "repair --all --write",
  "redact --all --regex needle --write",
  "gc --keep 0 --older-than 0s --force",
];

test("An index [executable] leads no command out of the home, nor keeps it waiting", async () => {
  using scratch = new Scratch();
  const outside = makeOutside(scratch), before = treeOf(outside), { home } = scratch;
  const entries = [...HOSTILE_PATHS, ...HOSTILE_IDS].map((path, at) => ({
    zig_session_id: at < HOSTILE_PATHS.length
      ? `01K${String(at).padStart(23, "0")}`
      : inPlace(path),
    workflow_name: "w",
    workflow_path: "",
    log_path: inPlace(at < HOSTILE_PATHS.length ? path : HOSTILE_PATHS[0] ?? ""),
    started_at: "2026-01-02T10:00:01.000000+00:00",
    ended_at: null,
    status: null,
    workspace_path: outside,
    project: outside,
  }));
  function inPlace(text: string): string {
    const unescaped = JSON.parse(`"${text}"`) as string;
    return unescaped.replaceAll("$outside", outside).replaceAll("$home", home);
  }
  fs.mkdirSync(join(home, "logs", "sessions"), { recursive: true });
  fs.mkdirSync(join(home, "projects"));
  fs.symlinkSync(outside, join(home, "projects", "linked"));
  for (const path of ["logs/index.json", "sessions_index.json"]) {
    fs.writeFileSync(join(home, path), JSON.stringify({ sessions: entries }));
  }
  const archive = entries.map((entry) => JSON.stringify({ ...entry, started_at: "2026" })).join(
    "\n",
  );
  fs.writeFileSync(join(home, "logs", "index.archive.jsonl"), `${archive}\n`);
  const commands = [
    ...ON_INDEX.flatMap((command) => [command, `${command} --global`]),
    ...entries.flatMap(({ zig_session_id }) =>
      ON_ENTRY.map((command) => `${command} -- '${zig_session_id}'`)
    ),
    "record -q -- true",
  ];
  const script =
    `mkfifo "$ZIG_HOME/logs/sessions/pipe.jsonl"; cp -r "$ZIG_HOME" ../kept; check() { timeout 20 "\${Z[@]}" "$@" < /dev/null > out 2>&1; code=$?
      [ $code -lt 124 ] && ! grep -q '"line":"needle"\\|^needle\\|root:\\|    at ' out || { echo "$*: $code"; head -5 out; }; cp ../kept/*.json "$ZIG_HOME"; cp ../kept/logs/*.json* "$ZIG_HOME/logs"; }
    ${commands.map((command) => `check ${command}`).join("\n")}`;
  const { stdout, stderr } = await runScript(scratch, executable, script);
  assert.deepEqual([stdout, stderr], ["", ""]);
  assert.deepEqual(treeOf(outside), before);
});
