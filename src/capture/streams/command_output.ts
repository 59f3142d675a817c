import { closeDescriptor, openPipe, type Pipe } from "../../runtime/descriptors/pipes.ts";
import type { SpawnStreams } from "../../runtime/process/spawn.ts";
import type { OutputStream } from "../../session/event.ts";
import { CommandTerminal } from "../terminal/command_terminal.ts";

/** What a command writes to: a terminal, pipes, or where neither can be had our own streams. */
export interface CommandOutput {
  readonly streams: SpawnStreams;
  /** The descriptors that we read. */
  readonly readEnds: Readonly<Partial<Record<OutputStream, number>>>;
  /** Descriptors of what the command's side shows as: a pipe has two ends and one number, a terminal has two. */
  readonly shownAs: readonly number[];
  readonly terminal?: CommandTerminal;
  /** Why it is not what was asked for. */
  readonly fault?: string;
  /** Closes what only the command is to hold, once it has been started. */
  handOver(): void;
}

/** Opens what the output of a command goes into: two pipes, with `merge` one, with `tty` a terminal. */
export function openCommandOutput(
  { tty, merge }: { readonly tty: boolean; readonly merge: boolean },
): CommandOutput {
  if (!tty) return openPipes(merge);
  try {
    return throughTerminal(new CommandTerminal());
  } catch (error) {
    const pipes = openPipes(merge);
    const fault = `The command was not given a terminal: ${(error as Error).message}`;
    return { ...pipes, fault: pipes.fault === undefined ? fault : `${fault}; ${pipes.fault}` };
  }
}

/** A command holds its side of a terminal open by itself, but loses it for good once nobody does: we do until it ends. */
function throughTerminal(terminal: CommandTerminal): CommandOutput {
  const streams = { terminal: terminal.path }, readEnds = { stdout: terminal.master };
  return { streams, readEnds, shownAs: [terminal.slave], terminal, handOver: () => {} };
}

function openPipes(merge: boolean): CommandOutput {
  const pipes: Pipe[] = [];
  const close = (end: keyof Pipe) => pipes.forEach((pipe) => closeDescriptor(pipe[end]));
  try {
    const stdout = openPipe();
    pipes.push(stdout);
    const stderr = merge ? stdout : openPipe();
    if (!merge) pipes.push(stderr);
    return {
      streams: { stdout: stdout.writeEnd, stderr: stderr.writeEnd },
      readEnds: { stdout: stdout.readEnd, ...(!merge && { stderr: stderr.readEnd }) },
      shownAs: pipes.map(({ readEnd }) => readEnd),
      handOver: () => close("writeEnd"),
    };
  } catch (error) {
    close("readEnd");
    close("writeEnd");
    return {
      streams: { stdout: 1, stderr: merge ? 1 : 2 },
      readEnds: {},
      shownAs: [],
      fault: `Output is not recorded: ${(error as Error).message}`,
      handOver: () => {},
    };
  }
}
