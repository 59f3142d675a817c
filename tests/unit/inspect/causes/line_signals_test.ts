import assert from "node:assert/strict";
import { test } from "node:test";
import { isPassing, signalsOf } from "../../../../src/inspect/causes/line_signals.ts";

const REASONS = [
  "src/cart.ts(12,5): error TS2304: Cannot find name 'totl'.",
  "main.c:4:10: fatal error: shop.h: No such file or directory",
  "error[E0382]: borrow of moved value: `basket`",
  "KeyError: 'price'",
  "java.lang.IllegalStateException: basket is closed",
  "Caused by: java.net.ConnectException: Connection refused",
  "panic: runtime error: index out of range [5] with length 3",
  "./deploy.sh: line 12: kubectl: command not found",
  "ls: cannot access '/srv/shop': No such file or directory",
  "thread 'main' panicked at src/main.rs:3:5:",
  "AssertionError: expected 3 to equal 4",
  "E       assert 3 == 4",
  "! Undefined control sequence.",
  'FATAL:  role "ada" does not exist',
  `{"level":"error","msg":"cannot open basket","ts":1}`,
  "not ok 7 - basket is empty at the end",
  "Segmentation fault (core dumped)",
  "** (ArgumentError) not an integer",
  "│ Error: Unsupported argument",
  "shopc: basket.shp:9: missing ';' before '}'",
];

const OTHERS = [
  "",
  "0 errors, 0 warnings",
  "Tests: 0 failed, 12 passed",
  "cc -Werror -c error.c -o obj/error.o",
  "+ grep -q error build.log",
  "  ✓ throws an error when the basket is closed (3 ms)",
  "ok 12 - fails without a price",
  "PASS test/errors.test.js",
  "test errors::panics_on_overflow ... ok",
  "[ 45%] Building C object src/CMakeFiles/error.dir/error.c.o",
  "warning: unused variable: `error`",
  "  --fail-fast    stop at the first error",
  "Compiling error-chain v0.12.4",
  "checking for strerror_r... yes",
  "Removed 12 files in errors/",
  "// an error must never pass silently",
];

test("signalsOf() ranks reasons above lines that only look like them", () => {
  const least = Math.min(...REASONS.map((line) => signalsOf(line).score));
  for (const line of REASONS) {
    assert.ok(signalsOf(line).score >= 3, `${signalsOf(line).score} ${line}`);
  }
  for (const line of OTHERS) {
    assert.ok(signalsOf(line).score < least, `${signalsOf(line).score} ${line}`);
  }
});

test("signalsOf() knows who only gave up because of another", () => {
  const givenUp = [
    "make: *** [Makefile:2: shop] Error 1",
    "npm error Lifecycle script `test` failed with error:",
    'error: could not compile `shop` (bin "shop") due to 2 previous errors',
    "collect2: error: ld returned 1 exit status",
    "ninja: build stopped: subcommand failed.",
    "Error: Process completed with exit code 1.",
    "2 errors generated.",
    "subprocess.CalledProcessError: Command 'make' returned non-zero exit status 2.",
  ];
  for (const line of givenUp) assert.ok(signalsOf(line).isConsequence, line);
  for (const line of REASONS) assert.ok(!signalsOf(line).isConsequence, line);
});

test("signalsOf() tells stack frames and the marks under quoted source from messages", () => {
  for (
    const line of [
      "    at Basket.close (/home/ada/shop/basket.js:12:5)",
      '  File "/home/ada/shop/basket.py", line 12, in close',
      "\tat com.acme.Basket.close(Basket.java:12)",
      "   12 |   throw new Error('closed');",
      " --> src/main.rs:3:5",
    ]
  ) assert.ok(signalsOf(line).isFrame, line);
  for (
    const line of ["      |     ^~~~~", "          ~~~~^~~~", "   |         ^^^^^ expected `;`"]
  ) {
    assert.ok(signalsOf(line).isPointer, line);
  }
  assert.ok(!signalsOf("KeyError: 'price'").isFrame);
});

test("signalsOf() takes a time that is linear in the line", () => {
  for (const part of ["error ", "a:", "((", "- + ", "\t", "x/", "1:", "│ ", "'", "~^"]) {
    assert.equal(typeof signalsOf(part.repeat(100_000)).score, "number");
  }
});

test("isPassing() takes no failure for a success", () => {
  for (const line of ["✓ adds", "ok 1 - adds", "test a ... ok", "a.test.js PASSED"]) {
    assert.ok(isPassing(line), line);
  }
  for (const line of ["✕ adds", "not ok 1", "FAILED", "a ... FAILED", "not passed"]) {
    assert.ok(!isPassing(line), line);
  }
});
