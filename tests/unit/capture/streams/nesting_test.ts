import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import {
  encodeNesting,
  frameNonces,
  NESTING_VARIABLE,
  newNonce,
} from "../../../../src/capture/streams/nesting.ts";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import { closeDescriptor, openPipe, type Pipe } from "../../../../src/runtime/descriptors/pipes.ts";
import { spawn } from "../../../../src/runtime/process/spawn.ts";
import { outputOf } from "../../support/output_of.ts";
import { programCommand, runProgramInShell } from "../../support/run_program.ts";

inheritedDescriptors();

const SESSION_ID = "20260102-030405-ABCDEF", NONCE = "0123456789abcdef";

/** What a program finds whose stdout is a pipe that is read, when the variable is what `valueFor` makes of that pipe. */
async function noncesFound(
  valueFor: (stdout: number) => string,
  script = 'exec "$@"',
): Promise<unknown> {
  const output = await outputOf((stdout) => {
    const argv = ["sh", "-c", script, "sh", ...programCommand("frame_nonces"), SESSION_ID];
    const environment = { [NESTING_VARIABLE]: valueFor(stdout) };
    return spawn({ path: "/bin/sh", argv, stdout, stderr: 2, environment });
  });
  return JSON.parse(output);
}

function nestingOf(...descriptors: number[]): string {
  return encodeNesting({ sessionId: SESSION_ID, nonce: NONCE, descriptors });
}

function withPipe<Result>(use: (pipe: Pipe) => Result): Result {
  const pipe = openPipe();
  try {
    return use(pipe);
  } finally {
    closeDescriptor(pipe.readEnd);
    closeDescriptor(pipe.writeEnd);
  }
}

test("frameNonces() finds the stream that the recorder reads", async () => {
  assert.deepEqual(await noncesFound((stdout) => nestingOf(stdout)), { stdout: NONCE });
});

test("frameNonces() finds it among others, and on both streams", async () => {
  const valueFor = (stdout: number) =>
    withPipe(({ writeEnd }) => nestingOf(writeEnd, stdout, stdout));
  assert.deepEqual(await noncesFound(valueFor, 'exec "$@" 2>&1'), {
    stdout: NONCE,
    stderr: NONCE,
  });
});

test("frameNonces() finds nothing on a pipe that goes elsewhere, or in a file", async () => {
  assert.deepEqual(await noncesFound(nestingOf, '"$@" | cat'), {});
  const throughFile = 'file=$(mktemp); "$@" > "$file"; cat "$file"; rm "$file"';
  assert.deepEqual(await noncesFound(nestingOf, throughFile), {});
});

test("frameNonces() takes no file or device for a stream, whatever the variable says", async () => {
  const { stdout } = await runProgramInShell(
    'file=$(mktemp); "$@" < "$file" > "$file"; cat "$file"; rm "$file"',
    "frame_nonces",
    SESSION_ID,
    NONCE,
  );
  assert.deepEqual(JSON.parse(stdout), {});
});

test("frameNonces() finds nothing once the recorder has ended", async () => {
  const ended = spawn({ path: "/bin/true", argv: ["true"], stdout: 1, stderr: 2, environment: {} });
  await ended.exited;
  const valueFor = (stdout: number) => nestingOf(stdout).replace(/@\d+/, `@${ended.pid}`);
  assert.deepEqual(await noncesFound(valueFor), {});
});

test("frameNonces() copes with closed descriptors", async () => {
  assert.deepEqual(await noncesFound(nestingOf, 'exec "$@" 2>&-'), { stdout: NONCE });
});

test(
  `frameNonces() finds a terminal${existsSync("/usr/bin/script") ? "" : " (skipped: no script)"}`,
  { skip: !existsSync("/usr/bin/script") },
  async () => {
    const { stdout } = await runProgramInShell(
      // No word of the command line holds a quote.
      `exec script -qec "$(printf "'%s' " "$@")" /dev/null < /dev/null`,
      "frame_nonces",
      SESSION_ID,
      NONCE,
    );
    assert.match(stdout, /\{"stdout":"0123456789abcdef","stderr":"0123456789abcdef"\}/);
  },
);

test("frameNonces() takes another session's pipe for what it is", async () => {
  const valueFor = (stdout: number) => nestingOf(stdout).replace(SESSION_ID, `${SESSION_ID}0`);
  assert.deepEqual(await noncesFound(valueFor), {});
});

test("frameNonces() takes what no recorder wrote for no nesting, and never throws", () => {
  const values = ["", " ", NONCE, `${NONCE} ${SESSION_ID}`, `${NONCE} 1: ${SESSION_ID}`];
  const hostile = fc.oneof(
    fc.string(),
    fc.constantFrom(...values),
    fc.tuple(fc.constantFrom(NONCE, "\x1b\\"), fc.string()).map((words) =>
      `${words.join(" ")} ${SESSION_ID}`
    ),
  );
  fc.assert(fc.property(hostile, (value) => {
    assert.deepEqual(frameNonces(value, SESSION_ID), {});
  }));
  assert.deepEqual(frameNonces(undefined, SESSION_ID), {});
  assert.deepEqual(frameNonces("", ""), {});
});

test("encodeNesting() says the same of both ends of a pipe, and something else of another pipe", () => {
  withPipe(({ readEnd, writeEnd }) => {
    assert.equal(nestingOf(readEnd), nestingOf(writeEnd));
    assert.equal(nestingOf(readEnd, writeEnd), nestingOf(writeEnd));
    withPipe((other) => assert.notEqual(nestingOf(readEnd), nestingOf(other.readEnd)));
  });
});

test("newNonce() gives 16 hex digits, never the same twice", () => {
  const nonces = Array.from({ length: 100 }, newNonce);
  assert.equal(new Set(nonces).size, 100);
  for (const nonce of nonces) assert.match(nonce, /^[0-9a-f]{16}$/);
});
