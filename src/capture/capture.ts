import { constants } from "node:os";
import { signalOurGroup } from "../runtime/process/job_control.ts";
import { type ChildProcess, spawn } from "../runtime/process/spawn.ts";
import type { OutputStream } from "../session/event.ts";
import { reasonOf } from "../storage/errors.ts";
import { formatDuration } from "../view/format/duration.ts";
import { type Channel, type ChannelOptions, openChannel } from "./streams/channel.ts";
import { type CommandOutput, openCommandOutput } from "./streams/command_output.ts";
import { Drain } from "./streams/drain.ts";
import type { Echo } from "./streams/echo.ts";
import { encodeNesting, NESTING_VARIABLE } from "./streams/nesting.ts";
import type { Outcome } from "./process/outcome.ts";
import { SignalForwarding } from "./process/signal_forwarding.ts";
import { startCommand } from "./process/start_command.ts";
import { TimeLimit } from "./process/time_limit.ts";
import type { OutputKinds } from "./terminal/output_kinds.ts";

/** A command to run, and how its output is treated. */
export interface CaptureRequest extends ChannelOptions {
  readonly path: string;
  readonly argv: readonly (string | Uint8Array)[];
  readonly environment: Readonly<Record<string, string>>;
  /** One pipe, or terminal, for both streams, so that their order is kept; all of it counts as stdout. */
  readonly merge: boolean;
  /** What its output goes into. Where one terminal controls it, and is both of them, all of it counts as stdout. */
  readonly outputs: OutputKinds;
  /** Wait for the end of the output, also when only a grandchild of the command is left to write it. */
  readonly waitForOutput: boolean;
  /** Milliseconds after which it is ended, and all that it has started; undefined for none. */
  readonly timeoutMs: number | undefined;
  readonly signals: SignalForwarding;
}

/** What became of a command. */
export interface CaptureResult {
  readonly outcome: Outcome;
  /** Something else keeps the command's output open, and was not waited for. */
  readonly outputHeldOpen: boolean;
  /** Why output could not be passed on; a reader that went away is none. */
  readonly echoFaults: readonly string[];
  /** Why the command had no terminal, or had our own streams, so that its output was not read at all. */
  readonly captureFault: string | undefined;
}

const { SIGWINCH } = constants.signals;
/** Our terminal is given back after this time, although output is still to be sent: its Ctrl-C is for us then. */
const RELEASE_MS = 1000;

/**
 * Runs a command in our place: its output reaches ours byte for byte, signals that are meant for it reach it, and when
 * our reader goes away it gets the SIGPIPE that it would get without us. Where no pipe can be had, it gets our own streams.
 * Throws CommandError; then nothing has run.
 */
export async function capture(request: CaptureRequest): Promise<CaptureResult> {
  const output = openCommandOutput(request);
  using terminal = output.terminal;
  using limit = new TimeLimit(request.timeoutMs);
  const child = start(request, output);
  limit.start(child.pid);
  terminal?.connect(child);
  const channels = openChannels(output, request);
  const drain = new Drain(channels, request.waitForOutput);
  let ended = false;
  request.signals.deliverTo((signal, fromTerminal) => {
    if (SignalForwarding.isRequestToEnd(signal)) drain.hurry(ended);
    if (ended) return;
    if (terminal && signal === SIGWINCH) terminal.resize();
    // The command is in another session than the terminal that has sent it to us.
    else if (terminal || !fromTerminal) child.kill(signal);
  });
  const status = await child.exited;
  ended = true;
  // What it has started may have more to say while it is being ended.
  await limit.settled();
  // Who waits for the output as well has not got all of it in time yet.
  if (!request.waitForOutput) limit.keep();
  terminal?.commandEnded();
  // Ctrl-C is for all who run in a terminal's foreground: a shell loop around us stops only if it hears of it as well.
  if ("signal" in status && terminal?.hasTyped(status.signal)) signalOurGroup(status.signal);
  const releaseTimer = setTimeout(() => terminal?.release(), RELEASE_MS);
  const outputHeldOpen = await drain.finish();
  clearTimeout(releaseTimer);
  await limit.settled();
  const echoFaults = channels.flatMap(({ echo }) => echoFault(echo));
  const outcome = limit.expired ? timedOut(request.timeoutMs) : status;
  return { outcome, outputHeldOpen, echoFaults, captureFault: output.fault };
}

function start(request: CaptureRequest, output: CommandOutput): ChildProcess {
  const { path, argv } = request;
  const environment = { ...request.environment, ...nestingVariable(request, output) };
  try {
    return startCommand(
      path,
      argv,
      (file, words) => spawn({ path: file, argv: words, environment, ...output.streams }),
    );
  } finally {
    output.handOver();
  }
}

/** Tells nested steps of our session which of their output they are to write in frames. */
function nestingVariable(
  { environment, nestedNonce: nonce }: CaptureRequest,
  { shownAs }: CommandOutput,
): Record<string, string> {
  const { ZIG_SESSION_ID: sessionId } = environment;
  if (sessionId === undefined || nonce === undefined || shownAs.length === 0) return {};
  return { [NESTING_VARIABLE]: encodeNesting({ sessionId, nonce, descriptors: shownAs }) };
}

function openChannels({ readEnds, terminals }: CommandOutput, options: ChannelOptions): Channel[] {
  return (Object.keys(readEnds) as OutputStream[]).flatMap((stream) => {
    const readEnd = readEnds[stream];
    return readEnd === undefined ? [] : openChannel(stream, readEnd, options, terminals[stream]);
  });
}

function timedOut(limitMs = 0): Outcome {
  return { code: 124, reason: `timed out after ${formatDuration(limitMs)}` };
}

function echoFault({ failure }: Echo): string[] {
  return failure && failure.code !== "EPIPE" ? [reasonOf(failure)] : [];
}
