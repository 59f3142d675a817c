import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isWorthMasking,
  secretsOfEnvironment,
  secretsOfFile,
} from "../../../../src/redaction/values/secret_values.ts";
import { isSecretName } from "../../../../src/redaction/values/secret_names.ts";
import { ALNUM, drawn, fakeKey } from "../fake_secrets.ts";
import { masked } from "../masked.ts";

test("isSecretName() knows what secrets are called", () => {
  for (
    const name of [
      "NPM_TOKEN",
      "my_secret_thing",
      "DB_PASSWORD",
      "PGPASSWORD",
      "X_PASSWD",
      "SOME_API_KEY",
      "APIKEY",
      "SSH_PRIVATE_KEY",
      "GIT_CREDENTIALS",
      "SMTP_PASS",
      "GPG_PASSPHRASE",
    ]
  ) {
    assert.equal(isSecretName(name, "x"), true, name);
  }
  for (const name of ["PATH", "HOME", "COMPASS", "KEYBOARD", "PASSENGERS"]) {
    assert.equal(isSecretName(name, drawn(ALNUM, 40)), false, name);
  }
  assert.equal(isSecretName("SIGNING_KEY", drawn(ALNUM, 16)), true);
  assert.equal(isSecretName("CACHE_KEY", "linux"), false);
});

test("secretsOfEnvironment() takes values and passwords of URLs, but no file's name", () => {
  const secret = drawn(ALNUM, 20);
  const found = secretsOfEnvironment({
    A_TOKEN: secret,
    GOOGLE_APPLICATION_CREDENTIALS: "/etc/hostname",
    DATABASE_URL: `postgres://ada:${secret}%21@db/shop`,
    HOME: "/home/ada",
  });
  assert.deepEqual(found, [secret, `${secret}%21`, `${secret}!`]);
});

test("isWorthMasking() leaves words and small numbers alone", () => {
  for (
    const value of [
      "short",
      "true",
      "false",
      "production",
      "Production",
      "1234567",
      "xxxxxxxx",
      "******",
      "localhost",
      "undefined",
    ]
  ) {
    assert.equal(isWorthMasking(value), false, value);
    assert.equal(masked(`is ${value} so\n`, { values: [value] }), `is ${value} so\n`);
  }
  for (const value of ["123456789", "s3cr3t!", "ünïc", "true-ish"]) {
    assert.equal(isWorthMasking(value), true, value);
  }
});

test("secretsOfFile() takes a secret a line", () => {
  assert.deepEqual(secretsOfFile("one two\r\n\n  three\n"), ["one two", "three"]);
});

test("Redactor masks each line of a secret that has several", () => {
  const key = fakeKey(3), lines = key.split("\n");
  const text = lines.slice(1, -1).map((line) => `| ${line} |\n`).join("");
  assert.equal(
    masked(text, { values: [key], shapes: false }),
    lines.slice(1, -1).map(() => "| *** |\n").join(""),
  );
  // And when it was put on one line, for a variable.
  assert.equal(
    masked(text, { values: [key.replaceAll("\n", "\\n")], shapes: false }),
    lines.slice(1, -1).map(() => "| *** |\n").join(""),
  );
});
