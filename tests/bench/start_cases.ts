import { join } from "node:path";
import type { BenchCase } from "./bench_case.ts";
import { makeHome } from "./sample_home.ts";
import { plainLines } from "./sample_files.ts";

/** What a session costs from start to end, alone, with many behind it, and with many at once. */
export const START_CASES: readonly BenchCase[] = [
  recordTrue("script", "script -q -c true typescript", 1),
  recordTrue("asciinema", "asciinema rec -q --overwrite -c true cast"),
  afterManySessions(),
  manyAtOnce(),
];

function recordTrue(peerName: string, peer: string, maxRatio?: number): BenchCase {
  return {
    name: peerName === "script" ? "true" : `true-${peerName}`,
    title: "record -- true, start to end",
    ...(maxRatio === undefined ? {} : { maxRatio }),
    needs: [peerName],
    peerName,
    pairs: 21,
    prepare: ({ program }) => ({
      ours: `ZIG_HOME=home exec ${program} record -q -- true`,
      peer: `exec ${peer}`,
      fresh: ["home"],
    }),
  };
}

function afterManySessions(): BenchCase {
  return {
    name: "true-100k",
    title: "record -- true, with 100,000 sessions in both indexes",
    maxRatio: 2,
    needs: [],
    peerName: "100 sessions",
    pairs: 15,
    prepare({ folder, program }) {
      makeHome(join(folder, "many"), 100_000);
      makeHome(join(folder, "few"), 100);
      return {
        ours: `ZIG_HOME=many exec ${program} record -q -- true`,
        peer: `ZIG_HOME=few exec ${program} record -q -- true`,
        fresh: [],
      };
    },
  };
}

function manyAtOnce(): BenchCase {
  return {
    name: "at-once",
    title: "16 recorders at once, 50,000 lines each",
    maxRatio: 1.2,
    needs: [],
    peerName: "the same lines by one",
    prepare({ folder, program }) {
      const file = plainLines(folder, 50_000), files = `${file} `.repeat(16);
      const one = `ZIG_HOME=home ${program} record -q -- cat`;
      return {
        ours: `for i in {1..16}; do ${one} ${file} > /dev/null & done; wait`,
        peer: `${one} ${files} > /dev/null`,
        fresh: ["home"],
      };
    },
  };
}
