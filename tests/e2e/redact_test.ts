import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { eventLine } from "../unit/support/event_lines.ts";
import { FAKE_SECRETS, fakeKey } from "../unit/redaction/fake_secrets.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";
import { logOf, STORED_ID, STORED_LINES, storeLog } from "./support/stored_log.ts";

const SECRET = ["correct", "horse", "battery"].join("-");
const TOKEN = FAKE_SECRETS["GitHub token"] ?? "";
const KEY = fakeKey(3);

/** Stores the session with these lines of output among its events, and a workflow of this name. Returns its log. */
function stored(scratch: Scratch, lines: readonly string[], workflow = "release"): string {
  const all = STORED_LINES.map((line) => JSON.parse(line) as Record<string, unknown>);
  all[0] = { ...all[0], workflow_name: workflow, prompt: `with ${workflow}` };
  all.splice(4, 0, ...lines.map((line) => ({ ...all[4], line })));
  const path = storeLog(
    scratch,
    logOf(all.map((event, at) => eventLine({ ...event, seq: at + 1 }))),
  );
  const index = join(scratch.home, "logs", "index.json");
  fs.writeFileSync(index, fs.readFileSync(index, "utf8").replace(`"release"`, `"${workflow}"`));
  return path;
}

function holding(folder: string, secret: string): string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => {
    const path = join(folder, name);
    return fs.statSync(path).isFile() && fs.readFileSync(path, "utf8").includes(secret);
  });
}

for (const program of PROGRAMS) {
  test(`redact [${program.name}] masks a value in the log, beside it, and in the index; once, and only with --write`, async () => {
    using scratch = new Scratch();
    const encoded = Buffer.from(`ada:${SECRET}`).toString("base64");
    const lines = [
      "plain",
      `is ${SECRET}`,
      `as ${encoded}`,
      SECRET.slice(0, 9),
      `${SECRET.slice(9)} split`,
    ];
    const path = stored(scratch, lines, `deploy ${SECRET}`);
    const stem = path.replace(/\.jsonl$/, ""), before = fs.readFileSync(path, "utf8");
    fs.writeFileSync(`${stem}.torn`, `{"seq":9,"line":"${SECRET}`);
    fs.writeFileSync(`${stem}.original`, before);
    fs.writeFileSync(`${stem}.original-2`, "nothing\n");
    scratch.write("secrets", `${SECRET}\n`);
    const script = `
      "\${Z[@]}" redact --value-file secrets; echo "exit $?"; sha256sum "$ZIG_HOME"/logs/sessions/*
      "\${Z[@]}" redact --value-file secrets --write --json; echo "exit $?"
      "\${Z[@]}" verify | head -1; "\${Z[@]}" redact --value-file secrets --write; echo "exit $?"`;
    const sums = [`${stem}.jsonl`, `${stem}.torn`].map((file) => fs.readFileSync(file, "utf8"));
    const { stdout, stderr } = await runScript(scratch, program, script);
    const [dry = "", written = "", rest = ""] = utf8(stdout).split(/exit 0\n/);
    assert.equal(stderr, "");
    assert.match(dry, /^→ \w+ to be masked: 5 lines\n/);
    assert.match(dry, /Nothing has been changed yet\. Do it with --write/);
    assert.equal(sums[0], before);
    const json = JSON.parse(written.slice(written.indexOf("{"))) as {
      sessions: { lines: number; side_files: { path: string }[] }[];
      indexes: { entries: number }[];
    };
    assert.equal(json.sessions[0]?.lines, 5);
    assert.deepEqual(json.sessions[0]?.side_files.map(({ path }) => path).sort(), [
      `${stem}.original`,
      `${stem}.torn`,
    ]);
    assert.equal(json.indexes[0]?.entries, 1);
    assert.match(rest, /: failed, 19 events\n/);
    assert.match(rest, /Nothing to mask in 1 session\.\n$/);
    assert.deepEqual(holding(scratch.home, SECRET), []);
    assert.deepEqual(holding(scratch.home, encoded), []);
    const after = fs.readFileSync(path, "utf8");
    const old = before.trimEnd().split("\n"), now = after.trimEnd().split("\n");
    assert.equal(now.length, old.length);
    const head = (line = "") =>
      /^\{"seq":\d+,"ts":"[^"]*","zig_session_id":"[^"]*","type":"\w+"/.exec(line)?.[0];
    assert.deepEqual(now.map(head), old.map(head));
    // The start, and the lines of output that are looked at below.
    const changed = now.flatMap((line, at) => line === old[at] ? [] : [at]);
    assert.deepEqual(changed, [0, 5, 6, 7, 8]);
    const outputs = now.flatMap((text) => {
      const { type, line } = JSON.parse(text) as { type: string; line: string };
      return type === "step_output" ? [line] : [];
    });
    assert.deepEqual(
      [outputs[0], outputs[1], outputs[3], outputs[4]],
      ["plain", "is ***", "***", "*** split"],
    );
    assert.match(outputs[2] ?? "", /^as \w{6,7}\*\*\*\w?=*$/);
    assert.deepEqual(
      fs.readdirSync(join(scratch.home, "logs", "sessions")).sort(),
      ["jsonl", "original", "original-2", "torn"].map((end) => `${STORED_ID}.${end}`),
    );
  });

  test(`redact [${program.name}] masks shapes and patterns, a key over its lines, and keeps the rest`, async () => {
    using scratch = new Scratch();
    const path = stored(scratch, [`using ${TOKEN}`, ...KEY.split("\n"), "build 1234-5678 ok"]);
    const script = `"\${Z[@]}" redact --shapes --regex '\\d{4}-\\d{4}' --write; echo "exit $?"
      "\${Z[@]}" redact --regex '(a+)+b' --write; echo "exit $?"; "\${Z[@]}" redact; echo "exit $?"`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.match(utf8(stdout), /^✓ \w+ masked: 6 lines\nexit 0\nexit 2\nexit 2\n$/);
    assert.match(stderr, /The pattern "\(a\+\)\+b" is refused: .*\n.*Say what to mask/);
    const text = fs.readFileSync(path, "utf8");
    assert.ok(!text.includes(TOKEN));
    for (const line of KEY.split("\n").slice(1, -1)) assert.ok(!text.includes(line));
    assert.match(text, /"line":"build \*\*\* ok"/);
    assert.match(text, /BEGIN RSA PRIVATE/);
  });

  test(`redact [${program.name}] refuses a session that is being recorded`, async () => {
    using scratch = new Scratch();
    scratch.write("secrets", `${SECRET}\n`);
    const script = `
      "\${R[@]}" sh -c 'echo alive; while [ ! -e go ]; do sleep 0.02; done' > /dev/null &
      for _ in $(seq 300); do grep -qs '"line":"alive"' "$ZIG_HOME"/logs/sessions/*.jsonl && break; sleep 0.02; done
      "\${Z[@]}" redact --value-file secrets --write; echo "exit $?"
      "\${Z[@]}" redact --all --value-file secrets --write; echo "exit $?"; touch go; wait`;
    const text = utf8((await runScript(scratch, program, script)).stdout);
    assert.match(
      text,
      /^- \w+ left alone: it is being recorded\nexit 1\n- \w+ left alone.*\nexit 0\n$/,
    );
  });
}
