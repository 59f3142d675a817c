import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { buildKernel, KERNEL_MODULE } from "../../../kernel/build_kernel.ts";

test("output_kernel_code.ts is what output_kernel.wat makes", async () => {
  assert.equal(fs.readFileSync(KERNEL_MODULE, "utf8"), await buildKernel());
});
