import assert from "node:assert/strict";
import { test } from "node:test";
import { Redactor } from "../../../src/redaction/redactor.ts";
import { type StreamOptions, StreamRedactor } from "../../../src/redaction/stream_redactor.ts";
import { ALNUM, drawn, FAKE_SECRETS } from "./fake_secrets.ts";
import { drawFrom } from "./fuzz_texts.ts";
import { masked } from "./masked.ts";

const SECRET = drawn(ALNUM, 24);

/** What comes out byte by byte when each byte is followed by a pause. */
function slowly(text: string, pause: "settle" | "flush", options: StreamOptions = {}): string[] {
  const stream = new StreamRedactor(new Redactor({ values: [SECRET] }), options);
  return [...text].flatMap((character) => {
    const parts = [...stream.push(Buffer.from(character)), ...stream[pause]()];
    return parts.length > 0 ? [Buffer.concat(parts).toString()] : [];
  }).concat(Buffer.concat(stream.flush()).toString());
}

test("StreamRedactor.settle() gives what there is of a line, and no byte of a secret", () => {
  for (
    const secret of [SECRET, ...Object.values(FAKE_SECRETS), Buffer.from(SECRET).toString("base64")]
  ) {
    const out = slowly(`a ${secret} b`, "settle").join("");
    assert.equal(out.replace(/=+/, ""), "a *** b");
  }
  assert.equal(
    slowly(`https://ada:${"hunter" + "22"}@host x`, "settle").join(""),
    "https://ada:***@host x",
  );
  assert.equal(
    slowly("Authorization: Bearer abcdef12 x", "settle").join(""),
    "Authorization: Bearer *** x",
  );
});

test("StreamRedactor.settle() gives a prompt at once", () => {
  const stream = new StreamRedactor(new Redactor({ values: [SECRET] }));
  assert.deepEqual(stream.push(Buffer.from("Go on? [y/n] ")), []);
  assert.equal(stream.hasRest, true);
  assert.equal(Buffer.concat(stream.settle()).toString(), "Go on? [y/n] ");
  assert.equal(stream.hasRest, false);
  assert.equal(Buffer.concat(stream.push(Buffer.from("y\n"))).toString(), "y\n");
});

test("StreamRedactor.flush() gives at most 5 bytes of a known secret that comes byte by byte", () => {
  assert.equal(slowly(`a ${SECRET} b\n`, "flush").join(""), `a ${SECRET.slice(0, 5)}*** b\n`);
});

test("StreamRedactor masks a known secret that is cut at the end", () => {
  assert.equal(masked(`a ${SECRET.slice(0, 20)}`, { values: [SECRET] }), "a ***");
  assert.equal(masked(`a ${SECRET.slice(0, 5)}`, { values: [SECRET] }), `a ${SECRET.slice(0, 5)}`);
});

test("StreamRedactor masks in a line without an end, whatever its length", () => {
  const filler = "lorem ipsum ".repeat(500);
  const text = Array.from({ length: 60 }, () => `${filler}${SECRET}`).join("");
  for (const size of [1000, 4096, 65_536, 1 << 20]) {
    const chunks = text.match(new RegExp(`.{1,${size}}`, "g")) ?? [];
    assert.equal(masked(chunks, { values: [SECRET] }), text.replaceAll(SECRET, "***"));
  }
});

test("StreamRedactor masks the same wherever large chunks are cut", () => {
  const long = drawn(ALNUM, 200), wrapped = Buffer.from(long).toString("base64").match(/.{1,64}/g);
  const key = ["-----BEGIN PRIVATE KEY-----", ...wrapped ?? [], "-----END PRIVATE KEY-----"];
  const lines = ["lorem ipsum ".repeat(30), `a ${SECRET} b`, ...wrapped ?? [], "c", ...key, "d"];
  const text = `${lines.join("\n")}\n`.repeat(150), rules = { values: [SECRET, long] };
  const whole = masked(text, rules), draw = drawFrom(1);
  assert.ok(!whole.includes(SECRET) && !wrapped?.some((line) => whole.includes(line)));
  for (let run = 0; run < 60; run++) {
    const chunks: string[] = [];
    for (let at = 0; at < text.length;) chunks.push(text.slice(at, at += 10_000 + draw(50_000)));
    assert.equal(masked(chunks, rules), whole);
  }
});

test("StreamRedactor gives bytes without a secret as they are, not copied", () => {
  const stream = new StreamRedactor(new Redactor({ values: [SECRET] }));
  const chunk = Buffer.from("one\n\xff\xfetwo\0\n", "latin1");
  const [given] = stream.push(chunk);
  assert.equal(given?.buffer, chunk.buffer);
  assert.deepEqual([given?.byteOffset, given?.length], [chunk.byteOffset, chunk.length]);
});

test("StreamRedactor learns what a line asks to mask, for all streams", () => {
  const redactor = new Redactor({});
  const out = new StreamRedactor(redactor), err = new StreamRedactor(redactor);
  const push = (stream: StreamRedactor, text: string) =>
    Buffer.concat(stream.push(Buffer.from(text))).toString();
  assert.equal(push(err, `is ${SECRET}\n`), `is ${SECRET}\n`);
  assert.equal(push(out, `::add-mask::${SECRET}\nis ${SECRET}\n`), "::add-mask::***\nis ***\n");
  assert.equal(push(err, `is ${SECRET}\n`), "is ***\n");
  assert.equal(
    push(out, "  ##[add-mask]50%25-and%0Asecond line\n50%-and\nsecond line\n"),
    "  ##[add-mask]***%0A***\n***\n***\n",
  );
  assert.equal(
    slowly(`::add-mask::${"m".repeat(4)}ore\nis mmmmore`, "settle").join(""),
    "::add-mask::***\nis ***",
  );
});

test("StreamRedactor leaves the runner what it asks to mask, when it is told to", () => {
  const redactor = new Redactor({}),
    stream = new StreamRedactor(redactor, { keepsAddedMasks: true });
  const text = `::add-mask::${SECRET}\nis ${SECRET}\n`;
  assert.equal(
    Buffer.concat(stream.push(Buffer.from(text))).toString(),
    `::add-mask::${SECRET}\nis ***\n`,
  );
});
