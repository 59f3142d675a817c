import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ALNUM, drawn, FAKE_SECRETS, fakeKey } from "../unit/redaction/fake_secrets.ts";
import { events, outputLines } from "./support/log.ts";
import { type Program, PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, type ScriptResult, utf8 } from "./support/script.ts";

const SECRET = drawn(ALNUM, 22, 11), ODD = `p@ss w'o"r\\d/${drawn(ALNUM, 8)}`;
const KEY = fakeKey(4);
const TOKEN = FAKE_SECRETS["GitHub token"] ?? "";
const ENVIRONMENT = { DEPLOY_TOKEN: SECRET, DB_PASSWORD: ODD, SSH_PRIVATE_KEY: KEY };
const ALL = [SECRET, ODD, TOKEN, ...KEY.split("\n").slice(1, -1)].flatMap((secret) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  encodeURIComponent(secret),
]);

/** Runs a script, and fails where a secret is in any file under ZIG_HOME. */
async function recorded(
  scratch: Scratch,
  program: Program,
  script: string,
  environment: Readonly<Record<string, string>> = ENVIRONMENT,
): Promise<ScriptResult> {
  const result = await runScript(scratch, program, script, environment);
  const leaks = leaksIn(scratch, ALL);
  assert.deepEqual(leaks, []);
  return result;
}

function leaksIn({ home }: Scratch, secrets: readonly string[]): string[] {
  return fs.readdirSync(home, { recursive: true, encoding: "utf8" }).flatMap((name) => {
    const path = join(home, name);
    if (!fs.statSync(path).isFile()) return [];
    const text = fs.readFileSync(path, "utf8");
    return secrets.filter((secret) => text.includes(secret)).map((secret) => `${name}: ${secret}`);
  });
}

for (const program of PROGRAMS) {
  test(`record [${program.name}] -- env: no value of a secret is in a file, and all of it passes through`, async () => {
    using scratch = new Scratch();
    const { stdout } = await recorded(scratch, program, `"\${R[@]}" env`);
    for (const value of Object.values(ENVIRONMENT)) assert.ok(utf8(stdout).includes(value));
    const lines = outputLines(scratch, "stdout");
    assert.ok(lines.includes("DEPLOY_TOKEN=***"));
    assert.ok(lines.includes("DB_PASSWORD=***"));
    assert.ok(lines.some((line) => line.startsWith("PATH=/")));
    const end = events(scratch).find(({ type }) => type === "step_completed");
    // The token, the password, and the lines of the key between the first and the last.
    assert.equal((end as { redact?: number } | undefined)?.redact, 2 + KEY.split("\n").length - 2);
  });

  test(`record [${program.name}] masks encoded secrets, headers, configurations and URLs, on both streams`, async () => {
    using scratch = new Scratch();
    const script = `
      printf %s "$DEPLOY_TOKEN" | base64; printf "ada:%s" "$DEPLOY_TOKEN" | base64; printf %s "$SSH_PRIVATE_KEY" | base64 >&2
      echo "> Authorization: Bearer ${TOKEN}" >&2; echo "//registry.npmjs.org/:_authToken=$DEPLOY_TOKEN"
      echo "https://ada:${
      "s3cr" + "etive"
    }@git.example.com/shop.git"; echo "::add-mask::ephemeral-value"
      for (( i = 0; i < 200; i++ )); do grep -q '"line":"::add-mask' "$ZIG_SESSION_LOG" && break; sleep 0.1; done
      echo "an ephemeral-value" >&2
      git init -q .; git push "http://ada:$DEPLOY_TOKEN@127.0.0.1:9/shop.git" main; true`;
    scratch.write("script", script);
    await recorded(scratch, program, `"\${R[@]}" bash script`);
    assert.deepEqual(leaksIn(scratch, ["s3cr" + "etive", "ephemeral-value"]), []);
    const out = outputLines(scratch, "stdout"), err = outputLines(scratch, "stderr");
    assert.match(out[0] ?? "", /^\*\*\*=*$/);
    assert.match(
      out.join("\n"),
      /_authToken=\*\*\*\nhttps:\/\/ada:\*\*\*@git\.example\.com\/shop\.git\n::add-mask::\*\*\*/,
    );
    assert.ok(err.includes("> Authorization: Bearer ***"));
    assert.ok(err.includes("an ***"));
  });

  test(`record [${program.name}] masks a secret that comes in pieces, with pauses, and a key`, async () => {
    using scratch = new Scratch();
    const script = `
      printf "a \${DEPLOY_TOKEN:0:7}"; sleep 1.3; printf "\${DEPLOY_TOKEN:7:8}"; sleep 1.3; echo "\${DEPLOY_TOKEN:15} b"
      for (( at = 0; at < \${#DEPLOY_TOKEN}; at++ )); do printf %s "\${DEPLOY_TOKEN:at:1}" >&2; sleep 0.01; done; echo >&2
      echo "$SSH_PRIVATE_KEY"; printf "cut \${DEPLOY_TOKEN:0:18}"`;
    scratch.write("script", script);
    await recorded(scratch, program, `"\${R[@]}" bash script`);
    assert.deepEqual(leaksIn(scratch, [SECRET.slice(0, 6), SECRET.slice(7, 15)]), []);
    const out = outputLines(scratch, "stdout");
    assert.equal(out.slice(0, 3).join(""), "a *** b" + KEY.split("\n")[0]);
    assert.equal(out.at(-1), "cut ***");
    assert.deepEqual(outputLines(scratch, "stderr"), ["***"]);
  });

  test(`record [${program.name}] masks command line, prompt, names and errors, and what it is told to`, async () => {
    using scratch = new Scratch();
    scratch.write("values", "told by-a-file\n");
    const script =
      `"\${Z[@]}" record -q --prompt "use $DEPLOY_TOKEN" --workflow "w $DEPLOY_TOKEN" --step "s $DEPLOY_TOKEN" \\
      --redact 'id-\\d+' --redact 'x{4}' --redact-value-file values -- "./$DEPLOY_TOKEN" "--password=$DB_PASSWORD" ${TOKEN}
      "\${Z[@]}" record -q --redact 'id-\\d+' --redact 'x{4}' --redact-value-file values -- echo id-1234 told by-a-file xxxx end`;
    const { stdout } = await recorded(scratch, program, script);
    assert.equal(stdout, "id-1234 told by-a-file xxxx end\n");
    const [first = "", second = ""] = scratch.logs().filter((path) => path.includes("/sessions/"));
    const text = fs.readFileSync(first, "utf8");
    assert.match(text, /"workflow_name":"w \*\*\*".*"prompt":"use \*\*\*"/);
    assert.match(text, /"prompt_preview":"\.\/\*\*\* '--password=\*\*\*' \*\*\*"/);
    assert.match(text, /"type":"step_failed","step_name":"s \*\*\*".*\*\*\*/);
    assert.match(fs.readFileSync(second, "utf8"), /"line":"\*\*\* \*\*\* \*\*\* end"/);
  });

  test(`record [${program.name}] --no-redact records everything; a pattern that could hang is refused`, async () => {
    using scratch = new Scratch();
    const script = `"\${Z[@]}" record -q --no-redact -- sh -c 'echo "$DEPLOY_TOKEN"'
      "\${Z[@]}" record -q --redact '(a+)+b' -- echo never; echo "exit $?"
      "\${Z[@]}" record -q --redact-value-file missing -- echo never; echo "exit $?"`;
    const { stdout, stderr } = await runScript(scratch, program, script, ENVIRONMENT);
    assert.equal(stdout, `${SECRET}\nexit 125\nexit 125\n`);
    assert.match(
      stderr,
      /The pattern "\(a\+\)\+b" is refused: .*\n.*Could not read the secrets in "missing"/,
    );
    assert.deepEqual(outputLines(scratch, "stdout"), [SECRET]);
    assert.ok(!fs.readFileSync(scratch.logs()[0] ?? "", "utf8").includes(`"redact"`));
  });

  test(`record [${program.name}] --redact-output masks what passes through as well, without holding a prompt back`, async () => {
    using scratch = new Scratch();
    const script = `"\${Z[@]}" record -q --redact-output -- bash -c '
      printf "Go on? "; sleep 0.3; echo "$DEPLOY_TOKEN"; echo "::add-mask::ephemeral-value"
      for (( i = 0; i < 200; i++ )); do grep -q "line.:.::add-mas[k]" "$ZIG_SESSION_LOG" && break; sleep 0.1; done
      echo "an ephemeral-value" >&2
      printf "a ${SECRET.slice(0, 12)}"; sleep 0.3; echo "${SECRET.slice(12)} b"; printf "end "'`;
    const plain = await recorded(scratch, program, script);
    const expected = "Go on? ***\n::add-mask::***\na *** b\nend ";
    assert.deepEqual({ stdout: plain.stdout, stderr: plain.stderr }, {
      stdout: expected,
      stderr: "an ***\n",
    });
    const runner = await recorded(scratch, program, script, {
      ...ENVIRONMENT,
      GITHUB_ACTIONS: "true",
    });
    assert.equal(runner.stdout, expected.replace("::***", "::ephemeral-value"));
  });

  test(`step [${program.name}] masks in each of its attempts, and says how often`, async () => {
    using scratch = new Scratch();
    const script = `export ZIG_SESSION_ID=$("\${Z[@]}" start)
      "\${Z[@]}" step -q unit --retries 1 --retry-delay 1ms -- sh -c 'printf %s "$DEPLOY_TOKEN"; exit 1'; "\${Z[@]}" end`;
    await recorded(scratch, program, script);
    const failures = events(scratch).filter(({ type }) => type === "step_failed");
    assert.deepEqual(failures.map((event) => (event as { redact?: number }).redact), [1, 2]);
    assert.deepEqual(outputLines(scratch, "stdout"), ["***", "***"]);
  });

  test(`start, skip and event [${program.name}] mask what they write`, async () => {
    using scratch = new Scratch();
    const script =
      `export ZIG_SESSION_ID=$("\${Z[@]}" start --prompt "use $DEPLOY_TOKEN" --workflow "$DEPLOY_TOKEN")
      "\${Z[@]}" tier "t $DEPLOY_TOKEN"; "\${Z[@]}" skip "t $DEPLOY_TOKEN" --reason "no $DEPLOY_TOKEN"
      "\${Z[@]}" event --json '{"type":"step_output","step_name":"e","stream":"stdout","line":"is '"$DEPLOY_TOKEN"'"}'`;
    await recorded(scratch, program, script);
    const text = fs.readFileSync(scratch.logs()[0] ?? "", "utf8");
    assert.match(text, /"prompt":"use \*\*\*"/);
    assert.match(text, /"step_names":\["t \*\*\*"\]/);
    assert.match(text, /"step_name":"t \*\*\*","reason":"no \*\*\*"/);
    assert.match(text, /"line":"is \*\*\*"/);
  });
}
