import process from "node:process";
import { openChannel } from "../../../../src/capture/streams/channel.ts";
import { closeDescriptor, openPipe, writeAll } from "../../../../src/runtime/descriptors/pipes.ts";
import { spawn } from "../../../../src/runtime/process/spawn.ts";

// Passes a shell script's stdout on, without the frames of one nonce, in frames of another; stderr gets what is recorded.
const [, , script = "", nestedNonce, frameNonce] = process.argv;
const { readEnd, writeEnd } = openPipe();
const argv = ["sh", "-c", script];
spawn({ path: "/bin/sh", argv, stdout: writeEnd, stderr: 2, environment: {} });
closeDescriptor(writeEnd);
const own: Uint8Array[] = [];
const channel = openChannel("stdout", readEnd, {
  ignorePipe: false,
  nestedNonce: nestedNonce || undefined,
  frameNonces: frameNonce ? { stdout: frameNonce } : {},
  onEcho: () => {},
  onChunk: (_, chunk) => own.push(chunk),
});
await channel.done;
if (!channel.echo.idle || channel.echo.failure) throw new Error("Not all was sent");
await writeAll(2, Buffer.concat(own));
process.exit();
