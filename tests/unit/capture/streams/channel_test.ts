import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { FrameFilter } from "../../../../src/capture/streams/frame_filter.ts";
import { frameMarkers, framesOf } from "../../../../src/capture/streams/frames.ts";
import {
  closeDescriptor,
  openPipe,
  readChunks,
} from "../../../../src/runtime/descriptors/pipes.ts";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import { spawn } from "../../../../src/runtime/process/spawn.ts";
import { filtered } from "../../support/filtered.ts";
import {
  programCommand,
  runProgram,
  runProgramInShell,
  startProgram,
} from "../../support/run_program.ts";

const NONCE = "0123456789abcdef", OUTER_NONCE = "fedcba9876543210";
const { begin } = frameMarkers(NONCE);

inheritedDescriptors();

/** A shell command that writes these bytes. */
function printf(bytes: Uint8Array): string {
  return `printf '${[...bytes].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")}'`;
}

function printfFrame(text: string): string {
  return printf(Buffer.concat(framesOf(Buffer.from(text), NONCE)));
}

test("openChannel() passes nested steps' frames on, in order, and records the rest", async () => {
  const script = `echo one; ${printfFrame("two\n")}; echo three; ${printfFrame("four\n")}`;
  const { code, stdout, stderr } = await runProgram("pass_on", script, NONCE);
  assert.deepEqual({ code, stdout, stderr }, {
    code: 0,
    stdout: "one\ntwo\nthree\nfour\n",
    stderr: "one\nthree\n",
  });
});

test("openChannel() without a nonce passes on and records everything", async () => {
  const { stdout, stderr } = await runProgram("pass_on", printfFrame("x"));
  assert.equal(stdout, Buffer.concat(framesOf(Buffer.from("x"), NONCE)).toString());
  assert.equal(stderr, stdout);
});

test("openChannel() passes on and records a frame that was never ended", async () => {
  const script = `${printf(begin)}; printf torn; exit 1`;
  const { stdout, stderr } = await runProgram("pass_on", script, NONCE);
  assert.deepEqual({ stdout, stderr }, { stdout: "torn", stderr: "torn" });
});

test("openChannel() does not keep the start of a marker back from a writer that falls silent", async () => {
  const script = "printf '\\033'; while kill -0 $PPID; do sleep 0.1; done";
  const program = startProgram("pass_on", script, NONCE);
  await program.spoken;
  program.kill("SIGKILL");
  assert.equal((await program.outcome).stdout, "\x1b");
});

test("openChannel() frames all that it passes on, and what a nested step framed", async () => {
  const script = `seq 1 20000; ${printfFrame("nested\n")}; echo own`;
  const { stdout, stderr } = await runProgram("pass_on", script, NONCE, OUTER_NONCE);
  const numbers = Array.from({ length: 20_000 }, (_, index) => `${index + 1}\n`).join("");
  const seen = filtered(new FrameFilter(OUTER_NONCE), [Buffer.from(stdout)]);
  assert.ok(seen.echo === `${numbers}nested\nown\n`);
  assert.equal(seen.own, "");
  assert.ok(stderr === `${numbers}own\n`);
});

test("openChannel() frames so that parallel steps and other writers share a pipe unharmed", async () => {
  const { readEnd, writeEnd } = openPipe();
  const start = (...argv: string[]) =>
    spawn({ path: argv[0] ?? "", argv, stdout: writeEnd, stderr: 2, environment: {} });
  const step = (alphabet: string) => {
    // What it records is of no interest, and goes to stderr.
    const quiet = ["/bin/sh", "-c", 'exec "$@" 2> /dev/null', "sh", ...programCommand("pass_on")];
    return start(...quiet, `seq 1 60000 | tr '0-9\\n' '${alphabet}'`, "", NONCE);
  };
  const plain = start(...programCommand("write_all"), "8000000");
  const writers = [step("A-J,"), step("K-T;"), plain];
  closeDescriptor(writeEnd);
  const chunks: Uint8Array[] = [];
  for await (const chunk of readChunks(readEnd, new AbortController().signal)) chunks.push(chunk);
  closeDescriptor(readEnd);
  for (const writer of writers) assert.deepEqual(await writer.exited, { code: 0 });

  const { echo, own } = filtered(new FrameFilter(NONCE), chunks);
  assert.ok(own === "a".repeat(8_000_000));
  assert.ok(echo.replace(/[^A-J,]/g, "") === numbers("A", ","));
  assert.ok(echo.replace(/[^K-T;]/g, "") === numbers("K", ";"));
  assert.equal(echo.length, own.length + 2 * numbers("A", ",").length);
});

const hasScript = existsSync("/usr/bin/script");

test(
  `openChannel() frames what parallel steps write to a terminal${
    hasScript ? "" : " (skipped: no script)"
  }`,
  { skip: !hasScript },
  async () => {
    const command = `$(printf "'%s' " "$@") \\"\\$STEP\\" '' ${NONCE} 2> /dev/null`;
    const { stdout } = await runProgramInShell(
      `STEP="seq 1 20000" exec script -qec "${command} & ${command}; wait" /dev/null < /dev/null`,
      "pass_on",
    );
    const { echo, own } = filtered(new FrameFilter(NONCE), [Buffer.from(stdout)]);
    assert.equal(own, "");
    const expected = Array.from({ length: 20_000 }, (_, index) => `${index + 1}\r\n`).join("");
    assert.equal(echo.length, 2 * expected.length);
  },
);

/** What a step writes: the numbers up to 60,000 in these digits. */
function numbers(zero: string, separator: string): string {
  const digit = (text: string) => String.fromCharCode(zero.charCodeAt(0) + Number(text));
  const all = Array.from({ length: 60_000 }, (_, index) => `${index + 1}${separator}`).join("");
  return all.replace(/\d/g, digit);
}
