import type { BenchCase, BenchContext } from "./bench_case.ts";
import { longLines, plainLines, quotedLines, secretValues, shortLines } from "./sample_files.ts";

const LINES = 1_000_000;

/** How fast output passes through and into the log, beside `script`. */
export const THROUGHPUT_CASES: readonly BenchCase[] = [
  recordCat("cat", "1M lines of 71 B, > /dev/null", "> /dev/null", 0.5, plainFile),
  recordCat("cat-pipe", "1M lines of 71 B, | wc", "| wc -c > /dev/null", 0.7, plainFile),
  recordCat(
    "cat-long",
    "7,000 lines of 10 kB, > /dev/null",
    "> /dev/null",
    0.7,
    ({ folder }) => longLines(folder, 7000),
  ),
  recordCat(
    "cat-short",
    "1M lines of 1 B, > /dev/null",
    "> /dev/null",
    0.7,
    ({ folder }) => shortLines(folder, LINES),
  ),
  recordCat(
    "cat-quotes",
    "1M lines with quotes and UTF-8, > /dev/null",
    "> /dev/null",
    0.7,
    ({ folder }) => quotedLines(folder, LINES),
  ),
  recordCatByAsciinema(),
  recordCatMasking(),
  streamOfFiveGigabytes(),
];

function plainFile({ folder }: BenchContext): string {
  return plainLines(folder, LINES);
}

function recordCat(
  name: string,
  title: string,
  to: string,
  maxRatio: number,
  fileOf: (context: BenchContext) => string,
): BenchCase {
  return {
    name,
    title: `record -- cat, ${title}`,
    maxRatio,
    needs: ["script"],
    peerName: "script",
    prepare(context) {
      const file = fileOf(context);
      return {
        ours: `ZIG_HOME=home ${context.program} record -q -- cat ${file} ${to}`,
        peer: `script -q -c 'cat ${file}' typescript ${to}`,
        fresh: ["home"],
      };
    },
  };
}

function recordCatByAsciinema(): BenchCase {
  return {
    name: "cat-asciinema",
    title: "record -- cat, 1M lines of 71 B, > /dev/null",
    needs: ["asciinema"],
    peerName: "asciinema",
    prepare(context) {
      const file = plainFile(context);
      return {
        ours: `ZIG_HOME=home ${context.program} record -q -- cat ${file} > /dev/null`,
        peer: `asciinema rec -q -c 'cat ${file}' cast > /dev/null && rm cast`,
        fresh: ["home"],
      };
    },
  };
}

/** 0.7 times the throughput at the least. */
function recordCatMasking(): BenchCase {
  return {
    name: "cat-secrets",
    title: "record -- cat, 1M lines of 71 B, looking for 50 secrets, > /dev/null",
    maxRatio: 1.43,
    needs: [],
    peerName: "--no-redact",
    prepare(context) {
      const file = plainFile(context), { program } = context;
      const secrets = secretValues(context.folder, 50);
      return {
        ours:
          `ZIG_HOME=home ${program} record -q --redact-value-file ${secrets} -- cat ${file} > /dev/null`,
        peer: `ZIG_HOME=home ${program} record -q --no-redact -- cat ${file} > /dev/null`,
        fresh: ["home"],
      };
    },
  };
}

/** For the memory: 5 GB of lines of 1,000 bytes; the log takes 6 GB of the disk. */
function streamOfFiveGigabytes(): BenchCase {
  const stream = "sh -c 'yes \"$(printf %0999d 7)\" | head -c 5000000000'";
  return {
    name: "stream-5gb",
    title: "record, a stream of 5 GB, > /dev/null",
    needs: ["tee"],
    peerName: "tee",
    onRequest: true,
    pairs: 1,
    prepare: ({ program }) => ({
      ours: `ZIG_HOME=home ${program} record -q -- ${stream} > /dev/null`,
      peer: `mkdir -p copy && ${stream} | tee copy/out > /dev/null`,
      fresh: ["home", "copy"],
    }),
  };
}
