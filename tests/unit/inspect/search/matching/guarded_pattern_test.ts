import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { test } from "node:test";
import {
  GuardedPattern,
  guardFor,
  SlowPatternError,
} from "../../../../../src/inspect/search/matching/guarded_pattern.ts";

const of = (pattern: string) => ({ pattern, ignoreCase: false });

test("GuardedPattern finds what is there, at every call", () => {
  const pattern = new GuardedPattern({ pattern: "b+(C)?", ignoreCase: true });
  for (let count = 0; count < 3; count++) {
    assert.ok(pattern.test("abbcB"));
    assert.deepEqual(pattern.ranges("abbcB"), [[1, 4], [4, 5]]);
    assert.ok(!pattern.test("a"));
  }
  assert.ok(new GuardedPattern(of("x*")).test(""));
  assert.deepEqual(new GuardedPattern(of("x*")).ranges("ab"), []);
  assert.throws(() => new GuardedPattern(of("(")), SyntaxError);
});

test("GuardedPattern does not try what could take for ever unless somebody watches", () => {
  for (const source of ["(a+)+b", "(a)\\1", ".*a.*b.*c.*d"]) {
    assert.throws(
      () => new GuardedPattern(of(source)).test("a".repeat(10_000)),
      SlowPatternError,
      source,
    );
  }
  assert.equal(guardFor(of("plain"), 1), undefined);
});

test("GuardedPattern tries it under the eyes of a guard", async () => {
  const source = of("(a|aa)+ (\\w)\\2"), guard = guardFor(source, 1);
  assert.ok(guard);
  await turn();
  // Until its thread watches: on a busy machine the start alone takes longer than a pattern may.
  guard.run(() => {});
  const pattern = new GuardedPattern(source, guard);
  assert.ok(pattern.test("aaaa bb"));
  assert.ok(!pattern.test("aaaa bc"));
});

test("GuardedPattern gives up when all lines together take too long, and says so at every further one", () => {
  const pattern = new GuardedPattern(of(".*a.*b"));
  const line = "a".repeat(250);
  const tryMany = () => {
    for (let count = 0; count < 100_000; count++) pattern.test(line);
  };
  for (let time = 0; time < 2; time++) {
    assert.throws(tryMany, /The pattern "\.\*a\.\*b" takes too long: \d+ ms for \d+ characters\. /);
  }
});
