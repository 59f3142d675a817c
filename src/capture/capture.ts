import { constants } from "node:os";
import process from "node:process";
import { LibcError } from "../runtime/ffi/libc.ts";
import { signalOurGroup } from "../runtime/process/job_control.ts";
import { reapOrphans } from "../runtime/process/reap_orphans.ts";
import { type ChildProcess, spawn, SpawnError } from "../runtime/process/spawn.ts";
import { spawnInheriting } from "../runtime/process/spawn_inheriting.ts";
import type { OutputStream } from "../session/event.ts";
import { reasonOf } from "../storage/errors.ts";
import { formatDuration } from "../view/format/duration.ts";
import { type Channel, type ChannelOptions, openChannel } from "./streams/channel.ts";
import { type CommandOutput, openCommandOutput } from "./streams/command_output.ts";
import type { RedactionSettings } from "./recording/command_redaction.ts";
import { Drain } from "./streams/drain.ts";
import type { Echo } from "./streams/echo.ts";
import type { HeldOutput } from "./streams/hand_over.ts";
import { encodeNesting, NESTING_VARIABLE } from "./streams/nesting.ts";
import { MemoryKills } from "./process/memory_kills.ts";
import type { Outcome } from "./process/outcome.ts";
import type { SignalForwarding } from "./process/signal_forwarding.ts";
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
  /** Close what others still write to when the command has ended, instead of passing it on. */
  readonly closeOutput: boolean;
  /** What is masked in what is passed on. */
  readonly passedRedaction: () => RedactionSettings | undefined;
  /** Milliseconds after which it is ended, and all that it has started; undefined for none. */
  readonly timeoutMs: number | undefined;
  readonly signals: SignalForwarding;
}

/** What became of a command. */
export interface CaptureResult {
  readonly outcome: Outcome;
  /** What others went on writing when the command had ended, and was not waited for. */
  readonly heldOutput: HeldOutput | undefined;
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
  const memoryKills = new MemoryKills();
  const { child, fault } = start(request, output);
  limit.start();
  // As the first process of a container we are the parent of every orphan, too.
  using _reaping = request.timeoutMs !== undefined || process.pid === 1
    ? reapOrphans(child)
    : undefined;
  terminal?.connect(child);
  const channels = openChannels(output, request);
  const drain = new Drain(channels, request.waitForOutput);
  let ended = false;
  request.signals.deliverTo((signal, fromTerminal) => {
    if (request.signals.isRequestToEnd(signal)) drain.hurry(ended);
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
  if (!request.waitForOutput) limit.stop();
  terminal?.commandEnded();
  // Ctrl-C is for all who run in a terminal's foreground: a shell loop around us stops only if it hears of it as well.
  if ("signal" in status && terminal?.hasTyped(status.signal)) signalOurGroup(status.signal);
  const releaseTimer = setTimeout(() => terminal?.release(), RELEASE_MS);
  await drain.finish();
  clearTimeout(releaseTimer);
  await limit.settled();
  const echoFaults = channels.flatMap(({ echo }) => echoFault(echo));
  const heldOutput = await leaveToOthers(channels, request, output);
  const outcome = limit.expired ? timedOut(request.timeoutMs) : memoryKills.explain(status);
  return { outcome, heldOutput, echoFaults, captureFault: fault };
}

const SHORTAGES: readonly string[] = ["EAGAIN", "ENOMEM", "ENOSYS", "EPERM"];

interface Started {
  readonly child: ChildProcess;
  readonly fault: string | undefined;
}

function start(request: CaptureRequest, output: CommandOutput): Started {
  const { path, argv } = request;
  const environment = { ...request.environment, ...nestingVariable(request, output) };
  let { fault } = output;
  try {
    const child = startCommand(path, argv, (file, words) => {
      const spawnOnce = () => spawn({ path: file, argv: words, environment, ...output.streams });
      try {
        return spawnOnce();
      } catch (error) {
        // Memory or a process number may be there a moment later.
        if (error instanceof SpawnError && SHORTAGES.includes(error.code)) return spawnOnce();
        if (!(error instanceof LibcError)) throw error;
        fault ??= `Output is not recorded: ${error.message}`;
        return spawnInheriting({ path: file, argv: words, environment });
      }
    });
    return { child, fault };
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
  try {
    return { [NESTING_VARIABLE]: encodeNesting({ sessionId, nonce, descriptors: shownAs }) };
  } catch {
    // The system does not tell what they are: nested steps then write as any other program.
    return {};
  }
}

function openChannels({ readEnds, terminals }: CommandOutput, options: ChannelOptions): Channel[] {
  return (Object.keys(readEnds) as OutputStream[]).flatMap((stream) => {
    const readEnd = readEnds[stream];
    return readEnd === undefined ? [] : openChannel(stream, readEnd, options, terminals[stream]);
  });
}

/** Rarely is there anything, so that the module is loaded only then. */
async function leaveToOthers(
  channels: readonly Channel[],
  request: CaptureRequest,
  { terminal }: CommandOutput,
): Promise<HeldOutput | undefined> {
  if (channels.every(({ leftEnd }) => leftEnd === undefined)) return undefined;
  const { handOver } = await import("./streams/hand_over.ts");
  return handOver({ ...request, channels, terminal });
}

function timedOut(limitMs = 0): Outcome {
  return { code: 124, reason: `timed out after ${formatDuration(limitMs)}` };
}

function echoFault({ failure, loss }: Echo): string[] {
  const reasons = [loss, failure?.code === "EPIPE" ? undefined : failure];
  return reasons.flatMap((error) => error ? [reasonOf(error)] : []);
}
