import fs from "node:fs";
import { join } from "node:path";
import { eventLine } from "../../unit/support/event_lines.ts";
import type { Scratch } from "./scratch.ts";

/** Names that mean something to objects, to a shell, to a terminal, or to nobody because they never end. */
export const HOSTILE_NAMES: readonly string[] = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "$(touch owned)",
  "'; touch owned; '",
  "`touch owned`",
  "--help",
  "a\nb\r\n\tc",
  "\x1b]0;owned\x07\x1b[2J\x9b2J\u202ename",
  "\u2028\u2029\u0085\ufeff\x7f\0",
  "",
  "y".repeat(1 << 16),
];

const DEEP = "[".repeat(100_000) + "]".repeat(100_000);

/** Ids of the sessions: one succeeded, one failed later, of the same workflow. */
export const HOSTILE_IDS: readonly string[] = [
  "01K00000000000000000000ATK",
  "01K0000000000000000000B1TE",
];

/** Puts sessions into the scratch home in whose logs and indexes every name, number and structure attacks. */
export function storeHostileSessions({ home }: Scratch): void {
  const sessions = join(home, "logs", "sessions");
  fs.mkdirSync(sessions, { recursive: true });
  const project: string[] = [], all: string[] = [];
  for (const [at, id] of HOSTILE_IDS.entries()) {
    const log_path = join(sessions, `${id}.jsonl`);
    fs.writeFileSync(log_path, hostileLog(id, at === 0));
    const entry = {
      zig_session_id: id,
      workflow_name: "constructor",
      log_path,
      started_at: `2026-01-02T10:00:0${at}.000000+00:00`,
      ended_at: null,
      status: null,
    };
    const extra = `"__proto__":{"status":"failure"},"constructor":["array"],`;
    const withExtra = (fields: object) => JSON.stringify(fields).replace("{", `{${extra}`);
    project.push(withExtra({ ...entry, workflow_path: "__proto__", workspace_path: home }));
    all.push(withExtra({ ...entry, project: home }));
  }
  fs.writeFileSync(join(home, "logs", "index.json"), `{"sessions":[${project}]}`);
  fs.writeFileSync(join(home, "sessions_index.json"), `{"sessions":[${all}]}`);
}

function hostileLog(id: string, succeeds: boolean): string {
  const lines: string[] = [];
  const add = (fields: object) =>
    lines.push(eventLine({
      seq: lines.length + 1,
      zig_session_id: id,
      step_name: undefined,
      stream: undefined,
      line: undefined,
      ...fields,
    }));
  add({
    type: "zig_session_started",
    workflow_name: "constructor",
    workflow_path: "__proto__",
    workspace_path: null,
    cwd: "/home/ada/$(touch owned)\x1b[2J",
    prompt: "\x1b]0;owned\x07",
    tier_count: 1,
  });
  add({ type: "tier_started", tier_index: 0, step_names: HOSTILE_NAMES });
  for (const name of HOSTILE_NAMES) {
    add({
      type: "step_started",
      step_name: name,
      tier_index: 0,
      zag_session_id: name,
      zag_command: "exec",
      model: name,
      prompt_preview: name,
    });
    // What is printed may be long, and differs from the name that may not.
    for (
      const text of [...HOSTILE_NAMES, `error: ${name}`].map((one) => one.replaceAll("yy", "xx"))
    ) {
      add({ step_name: name, stream: "stderr", line: succeeds ? text : `${text} again` });
    }
    if (succeeds) {
      add({
        type: "step_completed",
        step_name: name,
        exit_code: 0,
        duration_ms: 9007199254740991,
        saved_vars: HOSTILE_NAMES.slice(0, 5),
      });
    } else {
      add({ type: "step_failed", step_name: name, exit_code: -1, attempt: 1, error: name });
    }
  }
  for (const line of hostileLines(id, lines.length + 1)) lines.push(line);
  add({ type: "zig_session_ended", status: succeeds ? "success" : "failure", duration_ms: 1 });
  return lines.map((line) => `${line}\n`).join("");
}

/** Lines of which none is an event, or an event with more in it than the format has. */
function hostileLines(id: string, seq: number): string[] {
  const output = eventLine({ seq, zig_session_id: id });
  const change = (from: string | RegExp, to: string) => output.replace(from, () => to);
  return [
    change(/"seq":\d+/, '"seq":1e999'),
    change(/"seq":\d+/, '"seq":-0'),
    change(/"seq":\d+/, '"seq":1152921504606846976'),
    change(/"seq":\d+/, '"seq":"NaN"'),
    change(/"ts":"[^"]*"/, '"ts":"9999999-01-01T00:00:00+00:00"'),
    change('"hello"', '"\\ud800 lone"'),
    change('"hello"', '["an array"]'),
    change('"hello"', `"x","extra":${DEEP}`),
    change("}", `,"__proto__":{"line":"owned"}}`),
    change("}", `,"line":"twice"}`),
    change("}", `,"constructor":{"prototype":{"owned":true}}}`),
    "[]",
    '"text"',
    "null",
    DEEP,
    "\xff\xfe",
  ];
}
