import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { buildKernel, KERNELS, moduleOf } from "../kernel/build_kernels.ts";

for (const kernel of KERNELS) {
  test(`the code of ${kernel} is what its source makes`, async () => {
    assert.equal(fs.readFileSync(moduleOf(kernel), "utf8"), await buildKernel(kernel));
  });
}
