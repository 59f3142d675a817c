import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import {
  type Draw,
  drawForm,
  drawFrom,
  drawPieces,
  drawSecret,
  drawText,
} from "../unit/redaction/fuzz_texts.ts";
import { report, rounds } from "./support/campaign.ts";
import { countUnder } from "./support/home_search.ts";
import { outputLines } from "./support/log.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

const RUNS = rounds(400);
const EXECUTABLE = PROGRAMS[1];
/** Those that change neither the lines nor the streams, and the others. */
const PLAIN_OPTIONS = ["", "--redact-output", "--heartbeat 1s", '--step "$ARG"', '--prompt "$ARG"'];
const OTHER_OPTIONS = ["--merge", "--tty always", "--max-line 8", "--retries 1 --retry-delay 1ms"];

test(`record [executable]: ${RUNS} runs of secrets in any form, cut and order: none is in any file under the home`, async () => {
  let secretCount = 0, compared = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const draw = drawFrom(1_000_000 + seed);
    using scratch = new Scratch();
    const secrets = Array.from({ length: 1 + draw(4) }, () => drawSecret(draw));
    const out = drawText(draw, secrets), err = drawText(draw, secrets);
    const argument = drawForm(draw, secrets[0] ?? "");
    scratch.write("player", player(draw, out.text, err.text));
    scratch.write("values", `${secrets.slice(2).join("\r\n")}\n`);
    const isPlain = draw(2) === 0, options = isPlain ? PLAIN_OPTIONS : OTHER_OPTIONS;
    const option = options[draw(options.length)] ?? "";
    await runScript(
      scratch,
      EXECUTABLE,
      `"\${Z[@]}" record -q ${option} --redact-value-file values -- bash player "$ARG"`,
      { MY_TOKEN: secrets[0] ?? "", DB_PASSWORD: secrets[1] ?? "", ARG: argument },
    );
    const forms = [...secrets, ...out.forms, ...err.forms, argument];
    // As they are, and as the strings of JSON have them.
    const written = forms.flatMap((form) => [form, JSON.stringify(form).slice(1, -1)]);
    assert.ok(scratch.logs().some((path) => fs.statSync(path).size > 0), `seed ${seed}`);
    assert.equal(countUnder(scratch.home, written), 0, `seed ${seed}: ${option}`);
    secretCount += forms.length;
    if (!isPlain) continue;
    assert.equal(lines(outputLines(scratch, "stdout")), lines(out.expected.split("\n")), `${seed}`);
    assert.equal(lines(outputLines(scratch, "stderr")), lines(err.expected.split("\n")), `${seed}`);
    compared++;
  }
  report(`${RUNS} runs: 0 of ${secretCount} secrets; in ${compared}, all other text as it was`);
});

/** A script that prints two texts in pieces, by turns, and no secret as it is written. */
function player(draw: Draw, out: string, err: string): string {
  const queues = [[...pieces(draw, out)], [...pieces(draw, err)].map((piece) => `${piece} >&2`)];
  const commands: string[] = [];
  for (;;) {
    const waiting = queues.filter(({ length }) => length > 0);
    if (waiting.length === 0) break;
    commands.push(waiting[draw(waiting.length)]?.shift() ?? "");
    if (draw(40) === 0) commands.push("sleep 0.01");
  }
  return `${commands.join("\n")}\nexit ${draw(2)}\n`;
}

function* pieces(draw: Draw, text: string): Generator<string> {
  const bytes = Buffer.from(text);
  let at = 0;
  for (const length of drawPieces(draw, bytes.length)) {
    const octal = [...bytes.subarray(at, at += length)].map((byte) => `\\0${byte.toString(8)}`);
    yield `printf %b '${octal.join("")}'`;
  }
}

/** What a log can say of the ends of lines: a carriage return before one is part of it. */
function lines(all: readonly string[]): string {
  return all.map((line) => line.replace(/\r$/, "")).join("\n").replace(/[\r\n]+$/, "");
}
