import assert from "node:assert/strict";
import { test } from "node:test";
import { LibcError, openLibc } from "../../../../src/runtime/ffi/libc.ts";

test("openLibc() throws LibcError, which names it, for a function that the C library lacks", () => {
  assert.throws(
    () => openLibc({ no_such_function: { args: [], returns: "i32" } }),
    (error) => error instanceof LibcError && /C library: .*no_such_function/.test(error.message),
  );
});

test("LibcError says in plain words that the JIT is off", () => {
  const { message } = new LibcError(new TypeError("bun:ffi requires the JIT"));
  assert.match(message, /^can't call the C library: the JIT is off here/);
});
