import { closeDescriptor, readChunks } from "../runtime/pipes.ts";
import type { OutputStream } from "../session/event.ts";
import { Echo } from "./echo.ts";

/** One stream of the command on its way: pipe → chunk → our own stream and `onChunk`. */
export interface Channel {
  readonly echo: Echo;
  readonly stop: AbortController;
  /** When the last chunk was read, in milliseconds of `performance.now()`. */
  lastReadMs: number;
  /** Everything was read and sent, or given up. */
  readonly done: Promise<void>;
}

/** How the streams of a command are treated. */
export interface ChannelOptions {
  /** Keep reading, and recording, after our own reader has gone. */
  readonly ignorePipe: boolean;
  /** Hears every chunk, once it is on its way to our own output. */
  readonly onChunk: (stream: OutputStream, chunk: Uint8Array) => void;
}

/** Begins to read a pipe of the command's, which is closed at its end. */
export function openChannel(
  stream: OutputStream,
  readEnd: number,
  options: ChannelOptions,
): Channel {
  const stop = new AbortController();
  // Closing our end at once gives the command its SIGPIPE at its next write, as a reader of its own would.
  const echo = new Echo(stream === "stdout" ? 1 : 2, () => options.ignorePipe || stop.abort());
  const pump = async () => {
    for await (const chunk of readChunks(readEnd, stop.signal)) {
      channel.lastReadMs = performance.now();
      echo.push(chunk);
      options.onChunk(stream, chunk);
      await echo.room();
    }
    closeDescriptor(readEnd);
    await echo.drained();
  };
  const channel: Channel = {
    echo,
    stop,
    lastReadMs: performance.now(),
    done: Promise.resolve().then(pump),
  };
  return channel;
}
