import { closeDescriptor, readChunks } from "../../runtime/descriptors/pipes.ts";
import { hasInput } from "../../runtime/terminal/pty.ts";
import type { OutputStream } from "../../session/event.ts";
import { Echo } from "./echo.ts";
import { type FilteredOutput, FrameFilter } from "./frame_filter.ts";
import { MaskedEcho } from "./masked_echo.ts";
import type { StreamRedactor } from "../../redaction/stream_redactor.ts";

/** One stream of the command on its way: pipe → chunk → our own stream and `onChunk`. */
export interface Channel {
  readonly echo: Echo;
  /** Ours that it is passed on to: 1 or 2. */
  readonly descriptor: number;
  readonly stop: AbortController;
  /** When the last chunk was read, in milliseconds of `performance.now()`. */
  lastReadMs: number;
  /** How much has been read. */
  readBytes: number;
  /** Whether there is something to read, or the end, that we have not got round to. */
  readonly hasUnread: boolean;
  /** Reads nothing more, and loses nothing of what was read: for another process, which gets {@link leftEnd}. */
  leave(): void;
  /** Once it is `done`: what was read from, still open, after {@link leave}; undefined when it has been closed. */
  readonly leftEnd: number | undefined;
  /** Everything was read and sent, or given up. */
  readonly done: Promise<void>;
}

/** How the streams of a command are treated. */
export interface ChannelOptions {
  /** Keep reading, and recording, after our own reader has gone. */
  readonly ignorePipe: boolean;
  /** The mark of the frames in which nested steps write what they have recorded themselves. */
  readonly nestedNonce: string | undefined;
  /** The mark of the frames in which we write to a stream that a recorder of our own session reads. */
  readonly frameNonces: Readonly<Partial<Record<OutputStream, string>>>;
  /** Masks what is passed on of a stream; undefined for as it is. */
  readonly maskOutput?: () => StreamRedactor | undefined;
  /** Hears all output, once it is on its way to our own. */
  readonly onEcho: (stream: OutputStream, chunk: Uint8Array) => void;
  /** Hears what of it is to be recorded: all but what is in frames of nested steps. */
  readonly onChunk: (stream: OutputStream, chunk: Uint8Array) => void;
}

// As long as a line may take from being read to the log.
const HOLD_MS = 50;

/** The terminal that a channel reads. */
export interface ChannelTerminal {
  /** What is to be written to our own stream for bytes of it. */
  shown(bytes: Uint8Array): Uint8Array;
  /** `hangsUp`: whoever still writes there gets SIGHUP. */
  closeMaster(hangsUp: boolean): void;
}

/** Begins to read a pipe of the command's, or the master of its terminal, which is closed at its end. */
export function openChannel(
  stream: OutputStream,
  readEnd: number,
  options: ChannelOptions,
  terminal?: ChannelTerminal,
): Channel {
  const { ignorePipe, nestedNonce, frameNonces, maskOutput, onEcho, onChunk } = options;
  const stop = new AbortController(), leaving = new AbortController();
  // Closing our end at once gives the command its SIGPIPE at its next write, as a reader of its own would. Where our own
  // stream was closed from the start, there never was one.
  const onFailure = () => ignorePipe || echo.failure?.code === "EBADF" || stop.abort();
  const shown = terminal && ((bytes: Uint8Array) => terminal.shown(bytes));
  const descriptor = stream === "stdout" ? 1 : 2;
  const echo = new Echo(descriptor, onFailure, frameNonces[stream], shown);
  const filter = nestedNonce === undefined ? undefined : new FrameFilter(nestedNonce);
  const pass = (piece: Uint8Array) => {
    echo.push(piece);
    onEcho(stream, piece);
  };
  const masking = maskOutput?.();
  const masked = masking && new MaskedEcho(masking, pass, HOLD_MS);
  const give = (output: FilteredOutput) => {
    for (const piece of output.echo) {
      if (masked) masked.push(piece);
      else pass(piece);
    }
    for (const piece of output.own) onChunk(stream, piece);
  };
  let isReading = true, leftEnd: number | undefined;
  const pump = async () => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    for await (const chunk of readChunks(readEnd, stop.signal, leaving.signal)) {
      clearTimeout(timer);
      channel.lastReadMs = performance.now();
      channel.readBytes += chunk.length;
      give(filter?.push(chunk) ?? { echo: [chunk], own: [chunk] });
      // Only then: while our reader stalls, the rest of a frame may be waiting in the pipe.
      await echo.room();
      if (!filter?.holds) continue;
      const flush = () => give(filter.flush());
      // Looked for twice: when we were busy that long, what came meanwhile is read before the second timer.
      timer = setTimeout(() => timer = setTimeout(flush), HOLD_MS);
    }
    clearTimeout(timer);
    isReading = false;
    if (leaving.signal.aborted && !stop.signal.aborted) leftEnd = readEnd;
    else if (terminal) terminal.closeMaster(stop.signal.aborted);
    else closeDescriptor(readEnd);
    if (filter) give(filter.flush());
    masked?.flush();
    await echo.drained();
  };
  const channel: Channel = {
    echo,
    descriptor,
    stop,
    lastReadMs: performance.now(),
    readBytes: 0,
    get hasUnread() {
      return isReading && hasInput(readEnd);
    },
    leave: () => leaving.abort(),
    get leftEnd() {
      return leftEnd;
    },
    done: Promise.resolve().then(pump),
  };
  return channel;
}
