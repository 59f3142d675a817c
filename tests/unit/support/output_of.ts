import { closeDescriptor, openPipe, readChunks } from "../../../src/runtime/descriptors/pipes.ts";
import type { ChildProcess } from "../../../src/runtime/process/spawn.ts";

/** All that a process writes to the descriptor that it is started with. */
export async function outputOf(start: (stdout: number) => ChildProcess): Promise<string> {
  const { readEnd, writeEnd } = openPipe();
  const child = start(writeEnd);
  closeDescriptor(writeEnd);
  const chunks: Uint8Array[] = [];
  for await (const chunk of readChunks(readEnd, new AbortController().signal)) chunks.push(chunk);
  closeDescriptor(readEnd);
  await child.exited;
  return Buffer.concat(chunks).toString();
}
