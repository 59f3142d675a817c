import assert from "node:assert/strict";
import { test } from "node:test";
import { canRun, REAL_RUNS, realRun } from "../redaction/real_runs.ts";
import { PROGRAMS } from "./support/program.ts";

for (const program of PROGRAMS) {
  for (const run of REAL_RUNS) {
    const skip = !canRun(run);
    const note = skip ? ` (skipped: it needs ${run.needs.join(", ")})` : "";
    test(
      `record [${program.name}] keeps the secret of a real run out of every file: ${run.name}${note}`,
      {
        skip,
      },
      async () => {
        const { bare, passed, logged, printedCount, homeCount } = await realRun(run, program);
        assert.ok(printedCount > 0, passed);
        assert.equal(homeCount, 0);
        assert.ok(logged.some((line) => run.shows.test(line)), logged.join("\n"));
        // It is told where it is recorded, in variables.
        const own = logged.filter((line) => !line.startsWith("ZIG_SESSION_"));
        assert.equal(own.length, bare.trimEnd().split("\n").length);
      },
    );
  }
}
