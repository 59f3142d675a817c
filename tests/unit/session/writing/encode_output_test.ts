import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeOutput } from "../../../../src/session/writing/encode_event.ts";
import {
  encodeBlocks,
  encodeByText,
  encodeInKernel,
  type OutputBlock,
} from "../../../../src/session/writing/encode_output.ts";
import type { OutputStream } from "../../../../src/session/event.ts";
import { startOutputKernel } from "../../../../src/session/kernel/output_kernel.ts";

const HEAD = { seq: 1, ts: "2026-11-22T10:00:00.000000+00:00", zig_session_id: "01ABC" };
const escaped = fc.constantFrom(...'\0\x01\b\t\f\r\x1b\x1f\x7f"\\');
const line = fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.string({ unit: escaped }))
  .map((text) => text.toWellFormed().replaceAll("\n", " "));
const block = fc.record({
  stepName: fc.oneof(line, fc.constant("x".repeat(3000))),
  stream: fc.constantFrom<OutputStream>("stdout", "stderr"),
  lines: fc.array(line, { minLength: 1 }),
});

function bytesOf(lines: readonly string[]): Uint8Array {
  return Buffer.from(lines.map((text) => `${text}\n`).join(""));
}

const kernel = startOutputKernel();
const WAYS: Readonly<Record<string, typeof encodeBlocks>> = {
  encodeBlocks,
  encodeByText,
  ...(kernel && { encodeInKernel: (...given) => encodeInKernel(kernel, ...given) }),
};

test("encodeBlocks() has a kernel on both runtimes", () => assert.ok(kernel));

for (const [name, encode] of Object.entries(WAYS)) {
  test(`${name} has room for a line of nothing but what is escaped, whatever the limit`, () => {
    for (const [stepName, length] of [["build", 10], ["x".repeat(5000), 100_000]] as const) {
      const lines = ["\x01".repeat(length)], block = { stepName, stream: "stdout" } as const;
      const { log } = encode(HEAD, [{ ...block, bytes: bytesOf(lines) }], 1);
      assert.equal(Buffer.from(log).toString(), encodeOutput(HEAD, stepName, "stdout", lines));
    }
  });

  test(`${name} makes of bytes what encodeOutput() makes of strings`, () => {
    const seqs = fc.oneof(fc.constantFrom(1, 8, 9, 99, 999_998, 2 ** 53 - 200), fc.nat());
    fc.assert(fc.property(seqs, fc.array(block, { maxLength: 5 }), (seq, given) => {
      let expected = "", next = seq;
      for (const { stepName, stream, lines } of given) {
        expected += encodeOutput({ ...HEAD, seq: next }, stepName, stream, lines);
        next += lines.length;
      }
      const blocks = given.map(({ lines, ...rest }) => ({ ...rest, bytes: bytesOf(lines) }));
      const { log, count, taken } = encode({ ...HEAD, seq }, blocks, 1 << 24);
      assert.equal(Buffer.from(log).toString(), expected);
      assert.equal(count, next - seq);
      assert.equal(taken, blocks.reduce((sum, { bytes }) => sum + bytes.length, 0));
    }));
  });

  test(`${name} with a limit makes the same in pieces, each of which ends with the line that reaches it`, () => {
    const limits = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(limits, fc.array(block, { minLength: 1, maxLength: 4 }), (limit, given) => {
        const blocks: OutputBlock[] = given.map(({ lines, ...rest }) => ({
          ...rest,
          bytes: bytesOf(lines),
        }));
        const whole = Buffer.from(encode(HEAD, blocks, 1 << 24).log).toString();
        let pieces = "", { seq } = HEAD, rest = blocks;
        while (rest.length > 0) {
          const { log, count, taken } = encode({ ...HEAD, seq }, rest, limit);
          const text = Buffer.from(log).toString();
          assert(count > 0);
          assert(text.lastIndexOf("\n", text.length - 2) < limit);
          pieces += text;
          seq += count;
          rest = without(rest, taken);
        }
        assert.equal(pieces, whole);
      }),
    );
  });
}

function without(blocks: readonly OutputBlock[], taken: number): OutputBlock[] {
  let rest = taken;
  return blocks.flatMap((one) => {
    const cut = Math.min(rest, one.bytes.length);
    rest -= cut;
    return cut === one.bytes.length ? [] : [{ ...one, bytes: one.bytes.subarray(cut) }];
  });
}
