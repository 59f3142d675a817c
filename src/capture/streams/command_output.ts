import { closeDescriptor, openPipe } from "../../runtime/descriptors/pipes.ts";
import type { SpawnStreams } from "../../runtime/process/spawn.ts";
import type { OutputStream } from "../../session/event.ts";
import { CommandTerminal } from "../terminal/command_terminal.ts";
import type { OutputKind, OutputKinds } from "../terminal/output_kinds.ts";
import { OutputTerminal } from "../terminal/output_terminal.ts";
import type { ChannelTerminal } from "./channel.ts";

/** What a command writes to: terminals, pipes, or where neither can be had our own streams. */
export interface CommandOutput {
  readonly streams: SpawnStreams;
  /** The descriptors that we read. */
  readonly readEnds: Readonly<Partial<Record<OutputStream, number>>>;
  /** Those of them that are of terminals. */
  readonly terminals: Readonly<Partial<Record<OutputStream, ChannelTerminal>>>;
  /** Descriptors of what the command's side shows as: a pipe has two ends and one number, a terminal has two. */
  readonly shownAs: readonly number[];
  /** The terminal that controls the command, if one of ours does. */
  readonly terminal?: CommandTerminal;
  /** Why it is not what was asked for. */
  readonly fault?: string;
  /** Closes what only the command is to hold, once it has been started. */
  handOver(): void;
}

const PIPES: OutputKinds = { stdout: "pipe", stderr: "pipe" };

/** Opens what the output of a command goes into: one for each stream, or with `merge` what stdout is to be for both. */
export function openCommandOutput(
  { outputs, merge }: { readonly outputs: OutputKinds; readonly merge: boolean },
): CommandOutput {
  const wantsTerminal = outputs.stdout !== "pipe" || outputs.stderr !== "pipe";
  try {
    return openOutputs(outputs, merge);
  } catch (error) {
    const reason = (error as Error).message;
    if (!wantsTerminal) return ourStreams(merge, `Output is not recorded: ${reason}`);
    const pipes = openCommandOutput({ outputs: PIPES, merge });
    const fault = `The command was not given a terminal: ${reason}`;
    return { ...pipes, fault: pipes.fault === undefined ? fault : `${fault}; ${pipes.fault}` };
  }
}

/** Throws an Error where a terminal or a pipe cannot be had. */
function openOutputs(outputs: OutputKinds, merge: boolean): CommandOutput {
  const stdout = openEnds(outputs.stdout, 1);
  try {
    const isOne = merge || outputs.stderr === "controlling";
    const stderr = isOne ? undefined : openEnds(outputs.stderr, 2);
    const all = stderr ? [stdout, stderr] : [stdout];
    return {
      streams: spawnStreams(stdout, stderr),
      readEnds: { stdout: stdout.readEnd, ...(stderr && { stderr: stderr.readEnd }) },
      terminals: {
        ...(stdout.terminal && { stdout: stdout.terminal }),
        ...(stderr?.terminal && { stderr: stderr.terminal }),
      },
      shownAs: all.map(({ shownAs }) => shownAs),
      ...(stdout.controlling && { terminal: stdout.controlling }),
      handOver: () => all.forEach((ends) => ends.handOver()),
    };
  } catch (error) {
    closeDescriptor(stdout.readEnd);
    closeDescriptor(stdout.writeEnd);
    throw error;
  }
}

function spawnStreams(stdout: Ends, stderr: Ends | undefined): SpawnStreams {
  const { controlling, writeEnd } = stdout;
  if (!controlling) return { stdout: writeEnd, stderr: stderr?.writeEnd ?? writeEnd };
  return { terminal: controlling.path, ...(stderr && { stderr: stderr.writeEnd }) };
}

/** The two ends of what an output of a command goes into. */
interface Ends {
  readonly readEnd: number;
  readonly writeEnd: number;
  readonly shownAs: number;
  readonly terminal?: ChannelTerminal;
  readonly controlling?: CommandTerminal;
  handOver(): void;
}

function openEnds(kind: OutputKind, descriptor: number): Ends {
  if (kind === "pipe") {
    const { readEnd, writeEnd } = openPipe();
    return { readEnd, writeEnd, shownAs: readEnd, handOver: () => closeDescriptor(writeEnd) };
  }
  if (kind === "terminal") {
    const terminal = new OutputTerminal(descriptor), { master, slave } = terminal;
    const handOver = () => terminal.handOver();
    return { readEnd: master, writeEnd: slave, shownAs: slave, terminal, handOver };
  }
  const terminal = new CommandTerminal(), { master, slave } = terminal;
  const ends = { readEnd: master, writeEnd: slave, shownAs: slave };
  // A command holds its side of this one open by itself, but loses it for good once nobody does: we do until it ends.
  return { ...ends, terminal, controlling: terminal, handOver: () => {} };
}

function ourStreams(merge: boolean, fault: string): CommandOutput {
  const streams = { stdout: 1, stderr: merge ? 1 : 2 };
  return { streams, readEnds: {}, terminals: {}, shownAs: [], fault, handOver: () => {} };
}
