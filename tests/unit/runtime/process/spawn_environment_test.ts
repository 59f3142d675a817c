import assert from "node:assert/strict";
import { test } from "node:test";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import { spawn } from "../../../../src/runtime/process/spawn.ts";
import { outputOf } from "../../support/output_of.ts";

inheritedDescriptors();

test("spawn() sets the given variables, over those that are there", async () => {
  const print = ["sh", "-c", 'printf "%s" "$SHOP_A|$SHOP_B"'];
  const output = (environment: Record<string, string>) =>
    outputOf((stdout) => spawn({ path: "/bin/sh", argv: print, stdout, stderr: 2, environment }));
  assert.equal(await output({ SHOP_A: "é b", SHOP_B: "" }), "é b|");
  assert.equal(await output({ SHOP_A: "new", SHOP_B: "x=y\nz" }), "new|x=y\nz");
});

test("spawn() gives the program any name as its own", async () => {
  const argv = ["my own name", "-c", "tr '\\0' '|' < /proc/$$/cmdline"];
  const output = await outputOf((stdout) =>
    spawn({ path: "/bin/sh", argv, stdout, stderr: 2, environment: {} })
  );
  assert.ok(output.startsWith("my own name|-c|"), output);
});

test("spawn() passes on bytes that are no UTF-8", async () => {
  const argv = ["sh", "-c", `printf '%s' "$1" | od -An -tx1`, "sh", new Uint8Array([0xff, 0x61])];
  const output = await outputOf((stdout) =>
    spawn({ path: "/bin/sh", argv, stdout, stderr: 2, environment: {} })
  );
  assert.equal(output.trim(), "ff 61");
});

test("spawn() refuses an argument with a NUL in it, instead of cutting it short", () => {
  const argv = ["sh", "-c", "exit 0\0exit 1"];
  assert.throws(
    () => spawn({ path: "/bin/sh", argv, stdout: 1, stderr: 2, environment: {} }),
    TypeError,
  );
});
