import { closeDescriptor, openPipe, type Pipe } from "../runtime/pipes.ts";
import { type ExitStatus, spawn } from "../runtime/spawn.ts";
import type { OutputStream } from "../session/event.ts";
import { type ChannelOptions, openChannel } from "./channel.ts";
import { Drain } from "./drain.ts";
import type { Echo } from "./echo.ts";
import { SignalForwarding } from "./signal_forwarding.ts";
import { startCommand } from "./start_command.ts";

/** A command to run, and how its output is treated. */
export interface CaptureRequest extends ChannelOptions {
  readonly path: string;
  readonly argv: readonly (string | Uint8Array)[];
  readonly environment: Readonly<Record<string, string>>;
  /** One pipe for both streams, so that their order is kept; all of it counts as stdout. */
  readonly merge: boolean;
  /** Wait for the end of the output, also when only a grandchild of the command is left to write it. */
  readonly waitForOutput: boolean;
  readonly signals: SignalForwarding;
}

/** What became of a command. */
export interface CaptureResult {
  readonly status: ExitStatus;
  /** Something else keeps the command's output open, and was not waited for. */
  readonly outputHeldOpen: boolean;
  /** Why output could not be passed on; a reader that went away is none. */
  readonly echoFaults: readonly string[];
  /** Why the output was not read at all: the command had our own streams. */
  readonly captureFault: string | undefined;
}

/**
 * Runs a command in our place: its output reaches ours byte for byte, signals that are meant for it reach it, and when
 * our reader goes away it gets the SIGPIPE that it would get without us. Where no pipe can be had, it gets our own streams.
 * Throws CommandError; then nothing has run.
 */
export async function capture(request: CaptureRequest): Promise<CaptureResult> {
  const pipes = openPipes(request.merge);
  const child = start(request, pipes);
  const channels = Object.entries(pipes.streams).map(([stream, { readEnd }]) =>
    openChannel(stream as OutputStream, readEnd, request)
  );
  const drain = new Drain(channels, request.waitForOutput);
  let ended = false;
  request.signals.deliverTo((signal, fromTerminal) => {
    if (SignalForwarding.isRequestToEnd(signal)) drain.hurry(ended);
    if (!ended && !fromTerminal) child.kill(signal);
  });
  const status = await child.exited;
  ended = true;
  const outputHeldOpen = await drain.finish();
  const echoFaults = channels.flatMap(({ echo }) => echoFault(echo));
  return { status, outputHeldOpen, echoFaults, captureFault: pipes.fault };
}

interface Pipes {
  readonly streams: Partial<Record<OutputStream, Pipe>>;
  readonly fault?: string;
}

function openPipes(merge: boolean): Pipes {
  const streams: Partial<Record<OutputStream, Pipe>> = {};
  try {
    streams.stdout = openPipe();
    if (!merge) streams.stderr = openPipe();
    return { streams };
  } catch (error) {
    for (const { readEnd, writeEnd } of Object.values(streams)) {
      closeDescriptor(readEnd);
      closeDescriptor(writeEnd);
    }
    return { streams: {}, fault: `Output is not recorded: ${(error as Error).message}` };
  }
}

function start({ path, argv, environment, merge }: CaptureRequest, { streams }: Pipes) {
  const stdout = streams.stdout?.writeEnd ?? 1;
  const stderr = streams.stderr?.writeEnd ?? (merge ? stdout : 2);
  try {
    return startCommand(
      path,
      argv,
      (file, words) => spawn({ path: file, argv: words, environment, stdout, stderr }),
    );
  } finally {
    for (const { writeEnd } of Object.values(streams)) closeDescriptor(writeEnd);
  }
}

function echoFault({ failure }: Echo): string[] {
  return failure && failure.code !== "EPIPE" ? [failure.message] : [];
}
