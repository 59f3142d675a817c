import assert from "node:assert/strict";
import { test } from "node:test";
import { Redactor } from "../../../../src/redaction/redactor.ts";
import { StreamRedactor } from "../../../../src/redaction/stream_redactor.ts";
import { encodeOutput } from "../../../../src/session/writing/encode_event.ts";
import { isClean, rawOutput } from "../../../../src/upkeep/redact/raw_screen.ts";
import { ALNUM, drawn, fakeKey } from "../../redaction/fake_secrets.ts";
import { drawFrom, drawSecret, drawText } from "../../redaction/fuzz_texts.ts";

const HEAD = { seq: 7, ts: "2026-11-22T10:00:00.000000+00:00", zig_session_id: "01M8" };

function logged(line: string, step = "unit"): Buffer {
  return Buffer.from(encodeOutput(HEAD, step, "stdout", [line]).slice(0, -1));
}

test("isClean() is true of no line in which something is masked, and of most others", () => {
  let clean = 0, lines = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const draw = drawFrom(seed), secrets = [drawSecret(draw), drawSecret(draw)];
    const redactor = new Redactor({ values: secrets });
    const { text, forms } = drawText(draw, secrets);
    for (const line of [...text.split("\n"), ...forms, `plain ${seed}`, ...fakeKey().split("\n")]) {
      const stream = new StreamRedactor(redactor);
      stream.push(Buffer.from(`${line}\n`));
      const isDirty = stream.count > 0 || stream.goesOn;
      assert.ok(!isDirty || !isClean(redactor, logged(line)), line);
      lines++;
      if (isClean(redactor, logged(line))) clean++;
    }
    assert.ok(isClean(redactor, logged(`plain ${seed}`)));
    assert.ok(!isClean(redactor, logged("plain", secrets[0])));
  }
  assert.ok(clean > 300 && clean < lines);
});

test("isClean() is false where a secret may go on in the next line", () => {
  const secret = drawn(ALNUM, 60), redactor = new Redactor({ values: [secret] });
  assert.ok(!isClean(redactor, logged("p".repeat(50) + secret.slice(0, 20))));
});

test("rawOutput() gives the output as it stands, and nothing for what has to be decoded", () => {
  assert.equal(rawOutput(logged("one é two"))?.toString(), "one é two");
  assert.equal(rawOutput(logged(""))?.toString(), "");
  assert.equal(rawOutput(logged('a "quoted" one')), undefined);
  assert.equal(rawOutput(logged("a\tb")), undefined);
  const fields = `"type":"step_output","step_name":"s","stream":"stdout"`;
  for (
    const text of [
      `{${fields},"line":"a","more":"b"}`,
      `{"line":"a",${fields}}`,
      `{${fields},"line":"a"} `,
      `{"type":"heartbeat","line":"a"}`,
      `{}`,
      `"}`,
      "",
    ]
  ) {
    assert.equal(rawOutput(Buffer.from(text)), undefined, text);
  }
});
