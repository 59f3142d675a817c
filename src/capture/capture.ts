import { setTimeout as sleep } from "node:timers/promises";
import { closeDescriptor, openPipe, readChunks } from "../runtime/pipes.ts";
import { type ChildProcess, type ExitStatus, spawn } from "../runtime/spawn.ts";
import type { OutputStream } from "../session/event.ts";
import { Echo } from "./echo.ts";
import { startCommand } from "./start_command.ts";
import { forwardSignals } from "./signal_forwarding.ts";

/** A command to run, and how its output is treated. */
export interface CaptureRequest {
  readonly path: string;
  readonly argv: readonly (string | Uint8Array)[];
  readonly environment: Readonly<Record<string, string>>;
  /** One pipe for both streams, so that their order is kept; all of it counts as stdout. */
  readonly merge: boolean;
  /** Keep reading, and recording, after our own reader has gone. */
  readonly ignorePipe: boolean;
  /** Wait for the end of the output, also when only a grandchild of the command is left to write it. */
  readonly waitForOutput: boolean;
  /** Hears every chunk, once it is on its way to our own output. */
  readonly onChunk: (stream: OutputStream, chunk: Uint8Array) => void;
}

/** What became of a command. */
export interface CaptureResult {
  readonly status: ExitStatus;
  /** Something else keeps the command's output open, and was not waited for. */
  readonly outputHeldOpen: boolean;
  /** Why output could not be passed on; a reader that went away is none. */
  readonly echoFaults: readonly string[];
}

/** One stream of the command on its way: pipe → chunk → our own stream and `onChunk`. */
interface Channel {
  readonly echo: Echo;
  readonly stop: AbortController;
  /** Everything was read and sent, or given up. */
  readonly done: Promise<void>;
}

const GRANDCHILD_QUIET_MS = 1000, DRAIN_LOOK_MS = 25;

/**
 * Runs a command in our place: its output reaches ours byte for byte, signals that are meant for it reach it, and when
 * our reader goes away it gets the SIGPIPE that it would get without us. Throws CommandError; then nothing has run.
 */
export async function capture(request: CaptureRequest): Promise<CaptureResult> {
  let child: ChildProcess | undefined, ended = false;
  const channels: Channel[] = [];
  const release = forwardSignals((signal) => {
    // Once the command is over, a signal is for us: what is left to be read or sent is not waited for.
    if (ended) abandon(channels);
    else child?.kill(signal);
  });
  try {
    const out = openPipe();
    const error = request.merge ? undefined : openPipe();
    try {
      const ends = { stdout: out.writeEnd, stderr: (error ?? out).writeEnd };
      const { environment } = request;
      child = startCommand(
        request.path,
        request.argv,
        (path, argv) => spawn({ path, argv, environment, ...ends }),
      );
    } finally {
      closeDescriptor(out.writeEnd);
      if (error) closeDescriptor(error.writeEnd);
    }
    const clock = { lastReadMs: performance.now() };
    channels.push(openChannel("stdout", out.readEnd, 1, request, clock));
    if (error) channels.push(openChannel("stderr", error.readEnd, 2, request, clock));
    const status = await child.exited;
    ended = true;
    const endedMs = performance.now();
    const outputHeldOpen = await drain(channels, () => {
      if (request.waitForOutput) return Infinity;
      return Math.max(endedMs, clock.lastReadMs, ...channels.map(({ echo }) => echo.lastSentMs));
    });
    return { status, outputHeldOpen, echoFaults: channels.flatMap(({ echo }) => echoFault(echo)) };
  } finally {
    release();
  }
}

function openChannel(
  stream: OutputStream,
  readEnd: number,
  ownDescriptor: number,
  request: CaptureRequest,
  clock: { lastReadMs: number },
): Channel {
  const stop = new AbortController();
  // Closing our end at once gives the command its SIGPIPE at its next write, as a reader of its own would.
  const echo = new Echo(ownDescriptor, () => request.ignorePipe || stop.abort());
  const pump = async () => {
    for await (const chunk of readChunks(readEnd, stop.signal)) {
      clock.lastReadMs = performance.now();
      echo.push(chunk);
      request.onChunk(stream, chunk);
      await echo.room();
    }
    closeDescriptor(readEnd);
    await echo.drained();
  };
  return { echo, stop, done: pump() };
}

/**
 * Waits until everything was read and sent, or until all that was read is sent and a second has gone by since
 * `quietSinceMs()`. Returns whether it was the latter.
 */
async function drain(channels: readonly Channel[], quietSinceMs: () => number): Promise<boolean> {
  const done = Promise.all(channels.map((channel) => channel.done)).then(() => true);
  for (;;) {
    if (await Promise.race([done, sleep(DRAIN_LOOK_MS, false)])) return false;
    const allSent = channels.every(({ echo }) => echo.idle);
    if (allSent && performance.now() - quietSinceMs() > GRANDCHILD_QUIET_MS) {
      abandon(channels);
      return true;
    }
  }
}

function abandon(channels: readonly Channel[]): void {
  for (const { echo, stop } of channels) {
    stop.abort();
    echo.abandon();
  }
}

function echoFault({ failure }: Echo): string[] {
  return failure && failure.code !== "EPIPE" ? [failure.message] : [];
}
