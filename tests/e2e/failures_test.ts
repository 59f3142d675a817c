import assert from "node:assert/strict";
import fs from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { report } from "./support/campaign.ts";
import { PROGRAMS, PROJECT_ROOT, VIEWING } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript, utf8 } from "./support/script.ts";

/** A failure of a real tool, and the lines of its output that each say why. */
interface Failure {
  readonly tool: string;
  readonly cause: readonly string[];
}

const FOLDER = join(PROJECT_ROOT, "tests/fixtures/failures");
const BYTES = 2000, LEAST_SHARE = 0.95, BATCH = 30;

for (const program of VIEWING) {
  test(`show --budget ${BYTES} [${program.name}] has the cause of at least ${LEAST_SHARE * 100}% of the failures`, async () => {
    const failures = Object.entries(
      JSON.parse(fs.readFileSync(join(FOLDER, "causes.json"), "utf8")) as Record<string, Failure>,
    );
    using scratch = new Scratch();
    const folder = join(scratch.home, "logs/sessions");
    fs.mkdirSync(folder, { recursive: true });
    const ids = failures.map(([file]) => place(join(FOLDER, file), folder));
    for (let start = 0; start < ids.length; start += BATCH) {
      const script = ids.slice(start, start + BATCH).map((id) =>
        `"\${Z[@]}" show ${id} --budget ${BYTES} > ${id}.budget || echo "exit $?"`
      );
      const { stdout, stderr } = await runScript(scratch, program, script.join("\n"));
      assert.deepEqual([stdout, stderr], ["", ""]);
    }
    let found = 0, inTail = 0;
    const rows = failures.map(([file, { cause }], index) => {
      const told = fs.readFileSync(join(scratch.work, `${ids[index]}.budget`), "utf8");
      assert.ok(Buffer.byteLength(told) <= BYTES, `${file}: ${Buffer.byteLength(told)} bytes`);
      const { lines, tail } = output(join(FOLDER, file));
      const isFound = holds(told, cause), isInTail = holds(tail, cause);
      found += Number(isFound);
      inTail += Number(isInTail);
      return `  ${basename(file, ".jsonl").padEnd(40)} ${String(lines).padStart(6)} lines  ${
        word(isFound)
      } ${word(isInTail)}`;
    });
    const share = (count: number) =>
      `${count} of ${failures.length} (${(100 * count / failures.length).toFixed(0)}%)`;
    report(
      [
        `  ${"failure".padEnd(53)} --budget ${BYTES}  tail -c ${BYTES}`,
        ...rows,
        `  the cause is there: ${share(found)} with --budget, ${share(inTail)} with tail -c`,
      ].join("\n"),
    );
    assert.ok(failures.length >= 25 && new Set(failures.map(([, { tool }]) => tool)).size >= 10);
    assert.ok(found >= failures.length * LEAST_SHARE, `only ${share(found)}`);
  });
}

for (const program of PROGRAMS) {
  test(`show --budget [${program.name}] never takes more than it may, in text and JSON`, async () => {
    using scratch = new Scratch();
    const folder = join(scratch.home, "logs/sessions");
    fs.mkdirSync(folder, { recursive: true });
    const [file = ""] = fs.readdirSync(FOLDER).filter((name) => name.endsWith(".jsonl"));
    place(join(FOLDER, file), folder);
    const sizes = [200, 201, 250, 333, 500, 1000, 4096, 100_000];
    const script = sizes.map((size) =>
      `"\${Z[@]}" show --budget ${size} | wc -c; "\${Z[@]}" show --json --budget ${size} > json; wc -c < json`
    );
    const { stdout, stderr } = await runScript(scratch, program, script.join("\n"));
    assert.equal(stderr, "");
    const counts = utf8(stdout).trim().split("\n").map(Number);
    assert.equal(counts.length, sizes.length * 2);
    sizes.forEach((size, index) => {
      assert.ok((counts[index * 2] ?? Infinity) <= size, `text of ${size}`);
      assert.ok((counts[index * 2 + 1] ?? Infinity) <= size, `JSON of ${size}`);
    });
  });
}

function place(file: string, folder: string): string {
  const [first = ""] = fs.readFileSync(file, "utf8").split("\n", 1);
  const { zig_session_id: id } = JSON.parse(first) as { zig_session_id: string };
  fs.copyFileSync(file, join(folder, `${id}.jsonl`));
  return id;
}

function output(file: string): { readonly lines: number; readonly tail: string } {
  const events = fs.readFileSync(file, "utf8").trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );
  const lines = events.filter(({ type }) => type === "step_output").map(({ line }) => line);
  return {
    lines: lines.length,
    tail: Buffer.from(`${lines.join("\n")}\n`).subarray(-BYTES).toString(),
  };
}

function holds(text: string, cause: readonly string[]): boolean {
  return cause.some((line) => text.includes(line));
}

function word(isThere: boolean): string {
  return isThere ? "yes".padEnd(14) : "no".padEnd(14);
}
