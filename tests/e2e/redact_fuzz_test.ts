import assert from "node:assert/strict";
import { test } from "node:test";
import { drawForm, drawFrom, drawSecret, drawText } from "../unit/redaction/fuzz_texts.ts";
import { report, rounds } from "./support/campaign.ts";
import { countUnder } from "./support/home_search.ts";
import { outputLines } from "./support/log.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

const RUNS = rounds(100);
const EXECUTABLE = PROGRAMS[1];
const OPTIONS = ["", "", "--max-line 8", "--max-line 64"];

test(`redact [executable]: ${RUNS} sessions that were recorded with secrets: none is left in any file, and nothing else is gone`, async () => {
  let found = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const draw = drawFrom(2_000_000 + seed);
    using scratch = new Scratch();
    const secrets = Array.from({ length: 1 + draw(4) }, () => drawSecret(draw));
    const { text, expected, forms } = drawText(draw, secrets);
    const name = drawForm(draw, secrets[0] ?? "");
    const option = OPTIONS[draw(OPTIONS.length)] ?? "";
    scratch.write("text", text);
    scratch.write("values", secrets.join("\n"));
    const all = [...secrets, ...forms, name];
    const written = all.flatMap((form) => [form, JSON.stringify(form).slice(1, -1)]);
    const script = `
      "\${Z[@]}" record -q --no-redact ${option} --workflow "w $NAME" --step "s $NAME" -- cat text > /dev/null`;
    await runScript(scratch, EXECUTABLE, script, { NAME: name });
    found += countUnder(scratch.home, written);
    const { stdout, stderr, code } = await runScript(
      scratch,
      EXECUTABLE,
      `"\${Z[@]}" redact --value-file values --write && "\${Z[@]}" verify > /dev/null`,
    );
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" }, `seed ${seed}: ${stdout}`);
    assert.equal(countUnder(scratch.home, written), 0, `seed ${seed}: ${option}`);
    // Of a line that is recorded in parts, the secret is none of them.
    const joined = outputLines(scratch, "stdout").join("");
    for (const form of forms) assert.ok(!joined.includes(form), `seed ${seed}: ${form}`);
    if (option !== "") continue;
    const lines = expected.replaceAll("\r\n", "\n").split("\n");
    if (lines.at(-1) === "") lines.pop();
    assert.deepEqual(outputLines(scratch, "stdout"), lines, `seed ${seed}`);
  }
  assert.ok(found > 0);
  report(`${RUNS} sessions: 0 of ${found} secrets left`);
});
