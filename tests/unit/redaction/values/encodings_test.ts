import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ALNUM, drawn } from "../fake_secrets.ts";
import { masked } from "../masked.ts";

const SECRETS = [
  drawn(ALNUM, 24),
  `p@ss w'o"r\\d/${drawn(ALNUM, 8)}&<%`,
  "pässwörd€漢字",
  drawn(ALNUM + "+/", 100),
];

const ENCODINGS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  URL: encodeURIComponent,
  form: (secret) => new URLSearchParams([["a", secret]]).toString().slice(2),
  "lower-case URL": (secret) =>
    encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  JSON: (secret) => JSON.stringify(secret).slice(1, -1),
  "JSON twice": (secret) => JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
  "JSON with escaped slashes": (secret) =>
    JSON.stringify(secret).slice(1, -1).replaceAll("/", "\\/"),
  shell: (secret) => secret.replaceAll("'", `'\\''`),
  hexadecimal: (secret) => Buffer.from(secret).toString("hex"),
  base64: (secret) => Buffer.from(secret).toString("base64"),
  base64url: (secret) => Buffer.from(secret).toString("base64url"),
};

for (const [name, encode] of Object.entries(ENCODINGS)) {
  test(`Redactor masks a secret in its form: ${name}`, () => {
    for (const secret of SECRETS) {
      const out = masked(`x ${encode(secret)} y\n`, { values: [secret], shapes: false });
      assert.match(out, /^x \*{3}=* y\n$/);
    }
  });
}

test("Redactor masks a secret within any text in base64, but for what its neighbours share", () => {
  fc.assert(fc.property(
    fc.uint8Array({ maxLength: 20 }),
    fc.uint8Array({ maxLength: 20 }),
    fc.constantFrom(...SECRETS),
    fc.constantFrom("base64" as const, "base64url" as const),
    (before, after, secret, encoding) => {
      const whole = Buffer.concat([before, Buffer.from(secret), after]).toString(encoding);
      const out = masked(`${whole}\n`, { values: [secret], shapes: false });
      assert.ok(out.includes("***"));
      const start = Math.ceil(before.length * 8 / 6);
      const end = Math.floor((before.length + Buffer.byteLength(secret)) * 8 / 6);
      assert.ok(!out.includes(whole.slice(start + 1, end)));
    },
  ));
});

test("Redactor masks a long secret in base64 that is wrapped", () => {
  const secret = drawn(ALNUM, 200);
  for (const columns of [76, 64]) {
    const lines =
      Buffer.from(secret).toString("base64").match(new RegExp(`.{1,${columns}}`, "g")) ?? [];
    const out = masked(`${lines.join("\n")}\n`, { values: [secret], shapes: false });
    assert.equal(out, lines.map(() => "***\n").join(""));
  }
});
