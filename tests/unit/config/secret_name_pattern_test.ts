import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSecretNamePattern } from "../../../src/config/secret_name_pattern.ts";
import { UsageError } from "../../../src/options/errors.ts";

for (
  const [pattern, meant, others] of [
    ["PIN", ["PIN", "pin"], ["PINS", "MY_PIN"]],
    ["*_pin", ["MY_PIN", "_PIN"], ["PIN", "MY_PINS", "MY_PIN_"]],
    ["NPM_*", ["NPM_", "NPM_AUTH"], ["PNPM_AUTH"]],
    ["*AUTH*", ["AUTH", "NPM_AUTH_1"], ["AUT"]],
    ["A*B*CD", ["ABCD", "AxBxCD", "ABCDCD"], ["ACD", "ABC", "ABCDx", "BACD"]],
    ["AB*BA", ["ABBA"], ["ABA"]],
    ["A*BC*BC", ["ABCBC"], ["ABC"]],
  ] as const
) {
  test(`parseSecretNamePattern() of ${pattern} means ${meant.join(", ")}, not ${others.join(", ")}`, () => {
    const isMeant = parseSecretNamePattern(pattern);
    for (const name of meant) assert.equal(isMeant(name), true, name);
    for (const name of others) assert.equal(isMeant(name), false, name);
  });
}

test("parseSecretNamePattern() refuses what means nearly all names, and what is no name", () => {
  for (const pattern of ["", "*", "**", "*A*B*", "MY-PIN", "a.*", "PIN ", "é*pin"]) {
    assert.throws(() => parseSecretNamePattern(pattern), UsageError, pattern);
  }
});

test("parseSecretNamePattern() takes no longer for many stars", () => {
  const isMeant = parseSecretNamePattern(`${"A*".repeat(2000)}B`);
  assert.equal(isMeant("A".repeat(100_000)), false);
});
