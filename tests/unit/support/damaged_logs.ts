import fs from "node:fs";
import { fileURLToPath } from "node:url";

/** The session that every damaged log is a log of. */
export const DAMAGED_ID = "01K000000000000000DAMAGED0";

/** A damaged log, and what a reader has to make of it. */
export interface DamagedLog {
  readonly name: string;
  readonly content: Uint8Array;
  /** Of its whole events, in their order. */
  readonly seqs: readonly number[];
  /** Bytes from the start of the log, in their order. */
  readonly damage: readonly number[];
}

/** The logs in `tests/fixtures/damaged`, whose README says what is wrong with each. */
export function smallDamagedLogs(): DamagedLog[] {
  const folder = fileURLToPath(new URL("../../fixtures/damaged/", import.meta.url));
  const expected = JSON.parse(fs.readFileSync(`${folder}expected.json`, "utf8")) as Record<
    string,
    { seqs: number[]; damage: number[] }
  >;
  return Object.entries(expected).map(([name, { seqs, damage }]) => ({
    name,
    content: fs.readFileSync(`${folder}${name}.jsonl`),
    seqs,
    damage,
  }));
}

const LONG_LINE_BYTES = 100_000_000;

/** Logs with one hostile line, which is too big for a file, between the whole events 1, 2 and 4, 5. */
export function bigDamagedLogs(): DamagedLog[] {
  const around = smallDamagedLogs().find(({ name }) => name === "zeros_line");
  if (!around) throw new Error("zeros_line.jsonl is missing");
  const { damage: [at = 0] } = around;
  const before = around.content.subarray(0, at), after = around.content.subarray(at + 16);
  const log = (name: string, line: Uint8Array | string, seqs = [1, 2, 4, 5]): DamagedLog => ({
    name,
    content: Buffer.concat([before, Buffer.from(line), after]),
    seqs,
    damage: [at],
  });
  const output = Buffer.from(before.subarray(before.indexOf(0x0a) + 1, -1)).toString()
    .replace('"seq":2', '"seq":3');
  const withField = (extra: string) => output.replace(/}$/, `,"extra":${extra}}`);
  const nested = (levels: number) => withField("[".repeat(levels) + "]".repeat(levels));
  return [
    log("a line of 100 MB", Buffer.alloc(LONG_LINE_BYTES, "x")),
    log("an event of 100 MB", output.replace('"one"', `"${"x".repeat(LONG_LINE_BYTES)}"`)),
    log("nesting of 10,000 levels", nested(10_000)),
    log("nesting of 1,000,000 levels", nested(1_000_000)),
    log("nesting of 1,000,000 levels without an end", '{"seq":'.repeat(1_000_000)),
    log("a million empty objects", withField(`[${"{},".repeat(1_000_000)}0]`)),
    log("half events without number", '{"seq":3,"ts":["'.repeat(1_000_000)),
    log("quotes and backslashes without number", `{"seq":3,"ts":"${'\\"'.repeat(7_000_000)}`),
  ];
}
