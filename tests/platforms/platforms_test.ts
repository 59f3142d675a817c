import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import { PROJECT_ROOT } from "../e2e/support/program.ts";
import { ARM64 } from "./arm64.ts";
import { MUSL } from "./musl.ts";
import { prepare } from "./platform.ts";

for (const platform of [MUSL, ARM64]) {
  const prepared = prepare(platform);
  const skipped = "reason" in prepared ? ` (skipped: ${prepared.reason})` : "";
  test(`${platform.name} passes the end-to-end tests of ${platform.files.join(", ")}${skipped}`, () => {
    if ("reason" in prepared) return;
    using built = platform.build(prepared.folder);
    const files = platform.files.map((name) => `tests/e2e/${name}_test.ts`);
    const filter = `/\\[executable\\].*(${platform.tests.join("|")})/`;
    const words = ["test", "-A", "--filter", filter, ...files];
    const { status, stdout, stderr } = spawnSync(Deno.execPath(), words, {
      cwd: PROJECT_ROOT,
      env: { ...process.env, ZIG_SESSION_BIN: built.path, NO_COLOR: "1" },
      encoding: "utf8",
      maxBuffer: Infinity,
    });
    const [, passed = "0", failed = ""] = /(\d+) passed \| (\d+) failed/.exec(stdout) ?? [];
    assert.deepEqual({ status, failed }, { status: 0, failed: "0" }, stdout + stderr);
    for (const name of platform.tests) assert.match(stdout, new RegExp(`${name}.* \\.\\.\\. ok`));
    const reasons = [...stdout.matchAll(/\(skipped: (.+?)\) \.\.\./g)].map(([, reason]) => reason);
    // Not in Deno's form: whoever adds up its counts would take these for tests of this file.
    process.stdout.write(
      `${platform.name}: passed ${Number(passed) - reasons.length}, skipped ${reasons.length}\n`,
    );
    for (const reason of new Set(reasons)) process.stdout.write(`  skipped: ${reason}\n`);
  });
}
