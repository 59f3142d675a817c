import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { literalsOf } from "../../../src/redaction/values/encodings.ts";
import { judgePattern } from "../../../src/redaction/patterns/pattern_guard.ts";
import { PatternRunner, type SafePattern } from "../../../src/redaction/patterns/pattern_runner.ts";
import { Redactor } from "../../../src/redaction/redactor.ts";
import { bytesOfSecret, secretOfBytes } from "../../../src/redaction/values/secret_bytes.ts";
import { StreamRedactor } from "../../../src/redaction/stream_redactor.ts";
import { ALNUM, drawn, FAKE_SECRETS, fakeKey } from "./fake_secrets.ts";
import { masked } from "./masked.ts";

const SECRET = drawn(ALNUM, 30, 21), LONG = drawn(ALNUM + "+/", 400, 5);
const RED = "\x1b[1;31m", PLAIN = "\x1b[0m";

function judged(source: string): SafePattern {
  const pattern = judgePattern(source);
  if ("fault" in pattern) throw new Error(pattern.fault);
  return pattern;
}

function wrapped(text: string, columns: number): string {
  return `${text.match(new RegExp(`.{1,${columns}}`, "g"))?.join("\n")}\n`;
}

test("Redactor masks a known secret with colours anywhere within, and leaves those around it", () => {
  for (let at = 1; at < SECRET.length; at++) {
    const coloured = SECRET.slice(0, at) + RED + SECRET.slice(at);
    const text = `plain\n${RED}a${PLAIN} ${coloured}${PLAIN}\x1b(B b\nplain\n`;
    const expected = `plain\n${RED}a${PLAIN} ***${PLAIN}\x1b(B b\nplain\n`;
    for (let cut = 0; cut < text.length; cut += 7) {
      const chunks = [text.slice(0, cut), text.slice(cut)];
      assert.equal(masked(chunks, { values: [SECRET] }), expected);
    }
  }
});

test("StreamRedactor.settle() gives no part of a secret with colours within", () => {
  const stream = new StreamRedactor(new Redactor({ values: [SECRET] }));
  const text = `a ${SECRET.slice(0, 9)}${RED}${SECRET.slice(9)}${PLAIN} b`;
  const out = [...text].flatMap((character) => [
    ...stream.push(Buffer.from(character)),
    ...stream.settle(),
  ]);
  assert.equal(Buffer.concat([...out, ...stream.flush()]).toString(), `a ***${PLAIN} b`);
});

test("Redactor masks a token behind a colour, or behind an escape that ends in a letter", () => {
  for (const token of Object.values(FAKE_SECRETS)) {
    for (const before of [RED, `x${RED}`, "\\n", "\\\\n", "%3D", "\\u001b", "token=", '"']) {
      assert.equal(masked(`${before}${token} z\n`), `${before}*** z\n`);
    }
    assert.equal(masked(`word${token} z\n`), `word${token} z\n`);
  }
});

test("KeyBlock masks a key whose lines are coloured; a key in JSON in JSON is masked", () => {
  const key = fakeKey(3), [first = "", ...rest] = key.split("\n"), last = rest.pop() ?? "";
  const coloured = key.replace(/^.*$/gm, `${RED}$&${PLAIN}`);
  assert.equal(
    masked(coloured),
    `${RED}${first}${PLAIN}\n${"***\n".repeat(rest.length)}${RED}${last}${PLAIN}`,
  );
  const twice = JSON.stringify(JSON.stringify({ key }));
  assert.equal(masked(twice), twice.replace(/KEY-----.*-----END/, "KEY-----***-----END"));
});

test("Redactor masks a secret in the middle of base64 that is wrapped, whatever is before it", () => {
  for (const secret of [SECRET, LONG]) {
    for (let before = 0; before < 80; before++) {
      const text = `${"p".repeat(before)}${secret}${"after ".repeat(20)}`;
      const plain = Buffer.from(text).toString("base64");
      // What is whole of it, but for the characters that it shares with its neighbours.
      const start = Math.ceil(before * 8 / 6), end = Math.floor((before + secret.length) * 8 / 6);
      for (const columns of [76, 64]) {
        const out = masked(`x\n${wrapped(plain, columns)}end\n`, { values: [secret] });
        const parts = out.slice(2, -4).split("\n"), hidden = plain.slice(start, end);
        // At most 7 characters, 5 bytes, at the end of a line before the rest.
        for (let at = 0; at + 9 <= hidden.length; at++) {
          const leaked = parts.some((part) => part.includes(hidden.slice(at, at + 9)));
          assert.ok(!leaked, `${before} ${columns}: ${out}`);
        }
        assert.ok(out.startsWith(`x\n${plain.slice(0, Math.min(start, columns))}`));
        assert.ok(out.endsWith("\nend\n"));
      }
    }
  }
});

test("StreamRedactor masks the rest of a broken secret in each line that it goes on in, chunk by chunk", () => {
  const hex = Buffer.from(LONG).toString("hex"), text = wrapped(hex, 60);
  const whole = masked(text, { values: [LONG] });
  assert.equal(whole, "***\n".repeat(whole.split("\n").length - 1));
  for (const size of [1, 59, 60, 61, 62, 150]) {
    const chunks = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    assert.equal(masked(chunks, { values: [LONG] }), whole);
  }
});

test("StreamRedactor gives no part of a broken secret that comes with pauses", () => {
  const hex = Buffer.from(LONG).toString("hex"), text = wrapped(hex, 60);
  for (const pause of ["settle", "flush"] as const) {
    const stream = new StreamRedactor(new Redactor({ values: [LONG] }));
    stream.push(Buffer.from(text.slice(0, 61)));
    const out = [...text.slice(61)].flatMap((character) => [
      ...stream.push(Buffer.from(character)),
      ...stream[pause](),
    ]);
    assert.match(Buffer.concat(out).toString(), /^(?:\*\*\*\n)+$/);
  }
});

test("StreamRedactor.flush() masks what there is of a value that a line asks to mask", () => {
  const stream = new StreamRedactor(new Redactor({}));
  const push = (text: string) =>
    Buffer.concat([...stream.push(Buffer.from(text)), ...stream.flush()]);
  assert.equal(push("::add-mask::tops").toString(), "::add-mask::***");
  assert.equal(push("ecret\nis topsecret\n").toString(), "\nis ***\n");
});

test("Redactor leaves lines of base64 without a secret as they are", () => {
  const text = wrapped(Buffer.from(drawn(ALNUM, 5000, 3)).toString("base64"), 76);
  assert.equal(masked(text, { values: [SECRET, LONG] }), text);
});

test("secretOfBytes() and bytesOfSecret() are each other's way back", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
    const secret = secretOfBytes(Buffer.from(bytes));
    assert.deepEqual(bytesOfSecret(secret), Buffer.from(bytes));
  }));
  assert.equal(secretOfBytes(Buffer.from("a\ufffdb")), "a\ufffdb");
});

test("Redactor masks a secret that is no UTF-8: as bytes, as text, encoded", () => {
  const bytes = Buffer.from('caf\xe9-\xff\xfe-passphrase"', "latin1");
  const rules = { values: [secretOfBytes(bytes)] };
  const mask = (text: Buffer) => {
    const stream = new StreamRedactor(new Redactor(rules));
    return Buffer.concat(stream.push(Buffer.concat([text, Buffer.from("\n")]))).toString();
  };
  assert.equal(mask(bytes), "***\n");
  assert.equal(mask(Buffer.from(bytes.toString())), "***\n");
  assert.equal(mask(Buffer.from(bytes.toString("base64"))), "***\n");
  assert.equal(mask(Buffer.from(bytes.toString("hex"))), "***\n");
  assert.equal(mask(Buffer.from("caf%E9-%FF%FE-passphrase%22")), "***\n");
  assert.equal(mask(Buffer.from('"caf\xe9-\xff\xfe-passphrase\\""', "latin1")), '"***"\n');
});

test("Redactor masks a secret that was given with a newline at its end, encoded with it or without", () => {
  const short = SECRET.slice(0, 18);
  for (const encoded of [short, `${short}\n`, `ada:${short}`]) {
    const text = Buffer.from(encoded).toString("base64");
    assert.match(masked(`${text}\n`, { values: [`${short}\n`] }), /^\w{0,6}\*\*\*.{0,3}\n$/);
  }
});

test("Redactor masks what a pattern matches up to the end of a line of a terminal", () => {
  const patterns = [new PatternRunner(judged("id-\\d+$"), assert.fail)];
  assert.equal(masked("id-12 x\r\nid-34\r\nid-56", { patterns }), "id-12 x\r\n***\r\n***");
});

test("Redactor.mayBeIn() never says no to what is masked", () => {
  const secrets = [
    SECRET,
    `p@ss w'o"r\\d/&<%`,
    "pässwörd€漢字",
    "漢字漢字漢字",
    "-+=/?!",
    `${SECRET}\n`,
    "a\nbcdef gh\\nijklmnopqrstuvwxyz",
  ];
  for (const secret of [...secrets, ...Object.values(FAKE_SECRETS)]) {
    const redactor = new Redactor({ values: [secret] });
    for (const literal of literalsOf(secret)) {
      const text = Buffer.from(literal).toString();
      assert.ok(redactor.mayBeIn(`x ${text} y`), text);
    }
  }
  assert.ok(new Redactor({ values: [SECRET] }).mayBeIn([...SECRET].join(RED)));
  for (const token of Object.values(FAKE_SECRETS)) assert.ok(new Redactor({}).mayBeIn(token));
  assert.ok(new Redactor({}).mayBeIn("https://ada:x1y2z3@host"));
  assert.ok(!new Redactor({ values: [SECRET] }).mayBeIn("/usr/bin/env"));
});

test("Redactor leaves everyday text as it is, byte for byte", () => {
  for (
    const text of [
      `commit ${"829f6fcf45ac7255c07424b6f572107a9542a8b5"} 123e4567-e89b-12d3-a456-426614174000`,
      `"integrity": "sha512-${Buffer.from(drawn(ALNUM, 64)).toString("base64")}"`,
      `node@sha256:${drawn("0123456789abcdef", 64)}`,
      "https://example.com:8080/a@b http://localhost:3000 https://registry.example.com/@scope/name:1@3",
      "password: \nPassword for 'https://ada@example.com': ",
      "org.example.eyJfoo.bar.baz //# sourceMappingURL=data:;base64,eyJ2ZXJzaW9uIjozfQ==",
      "x-api-key: required, xoxo-hugs-and-kisses-2024 risk-assessment npm_config_registry",
      "postgres://user:%s@host https://{user}:{password}@host https://[user]:[password]@host",
      "WWW-Authenticate: Bearer realm=x; Authorization: Bearer $TOKEN",
      "-----BEGIN CERTIFICATE-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n-----END CERTIFICATE-----",
    ]
  ) {
    assert.equal(masked(`${text}\n`, { values: [SECRET] }), `${text}\n`);
  }
});
