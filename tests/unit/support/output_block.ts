import type { OutputStream } from "../../../src/session/event.ts";
import type { OutputBlock } from "../../../src/session/writing/encode_output.ts";

/** Lines of output as a recorder hands them to the log; none holds a newline. */
export function outputBlock(
  stepName: string,
  lines: readonly string[],
  stream: OutputStream = "stdout",
): OutputBlock {
  return { stepName, stream, bytes: Buffer.from(lines.map((line) => `${line}\n`).join("")) };
}

/** More than any test writes at once. */
export const NO_LIMIT_BYTES = 16 << 20;
