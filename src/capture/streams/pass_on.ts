import fs from "node:fs";
import { CommandRedaction } from "../recording/command_redaction.ts";
import { ignoreWriteSignals } from "../../runtime/process/signals.ts";
import { openChannel } from "./channel.ts";
import { decodeOrder } from "./pass_on_order.ts";

/**
 * Passes stdin on to stdout as the order on descriptor 3 says, until it ends or nobody reads it: what `cat` does where nothing has to be
 * masked. Returns the exit code.
 */
export async function passOn(): Promise<number> {
  ignoreWriteSignals();
  const { nestedNonce, redaction } = decodeOrder(fs.readFileSync("/proc/self/fd/3", "utf8"));
  const masks = new CommandRedaction(redaction, () => {});
  const channel = openChannel("stdout", 0, {
    ignorePipe: false,
    nestedNonce,
    frameNonces: {},
    maskOutput: () => masks.passedStream(),
    onEcho: () => {},
    onChunk: () => {},
  });
  await channel.done;
  return 0;
}
