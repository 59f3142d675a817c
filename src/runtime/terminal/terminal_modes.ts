import { mayUseTerminal } from "../process/job_control.ts";
import { type Libc, openLibc } from "../ffi/libc.ts";

/** The modes of a terminal: C's `struct termios`. */
export type TerminalModes = Uint8Array<ArrayBuffer>;

/** What a terminal makes of the characters that are typed. */
export interface InputRules {
  /** Whether it makes signals of characters, such as {@link interrupt}. */
  readonly makesSignals: boolean;
  /** Ctrl-C as a rule; 0 when there is none. */
  readonly interrupt: number;
  /** Ctrl-\ as a rule; 0 when there is none. */
  readonly quit: number;
  /** Ctrl-Z as a rule; 0 when there is none. */
  readonly suspend: number;
  /** Ctrl-D as a rule; 0 when there is none. */
  readonly endOfFile: number;
}

// From <asm-generic/termbits.h>: c_iflag, c_oflag, c_cflag, c_lflag, a word each; c_line, then c_cc.
const OUTPUT_FLAGS_OFFSET = 4, LOCAL_FLAGS_OFFSET = 12, CHARACTERS_OFFSET = 17;
const OPOST = 1, ONLCR = 4, ISIG = 1;
const VINTR = 0, VQUIT = 1, VEOF = 4, VSUSP = 10;
// glibc's structure has 60 bytes.
const MODES_BYTES = 128, TCSANOW = 0;

/** The modes of the terminal behind a descriptor (of the command's, for a master); undefined when it is none. */
export function terminalModes(descriptor: number): TerminalModes | undefined {
  const modes = new Uint8Array(MODES_BYTES);
  return library().tcgetattr(descriptor, modes) === 0 ? modes : undefined;
}

/** Sets modes, at once. False when they could not be set. Our own terminal is to be set by {@link enterRawMode} only. */
export function setTerminalModes(descriptor: number, modes: TerminalModes): boolean {
  return library().tcsetattr(descriptor, TCSANOW, modes) === 0;
}

/** Our own terminal while it is raw. */
export interface RawTerminal {
  /** Whether it makes anything of what is written to it, if it did so before. */
  processOutput(on: boolean): void;
  /**
   * How many bytes had been typed at it, and not been read, when it was made raw. Among them each mark of an end of input is
   * a NUL: the terminal keeps it so from when it was typed.
   */
  readonly typedBefore: number;
  /** The character that marks an end of input, in the modes as they were; 0 when there is none. */
  readonly endOfFile: number;
  /** Makes it raw once more, after others may have set its modes. False when it is not ours now. */
  enterAgain(): boolean;
  /** Puts back the modes as they were. */
  restore(): void;
}

/**
 * Takes every character of our own terminal as it is typed, and leaves what is written there as it is. Undefined when there
 * is no terminal, or it is not ours now: a process of the background would be stopped for setting its modes.
 */
export function enterRawMode(descriptor: number): RawTerminal | undefined {
  // Whoever has the terminal now has set the modes that it wants.
  const isOurs = () => mayUseTerminal(foregroundGroup(descriptor));
  const before = isOurs() ? terminalModes(descriptor) : undefined;
  if (!before) return undefined;
  let raw = before.slice();
  library().cfmakeraw(raw);
  const enterAgain = () => isOurs() && setTerminalModes(descriptor, raw);
  if (!enterAgain()) return undefined;
  return {
    // Only now does it count what is typed and has no line yet.
    typedBefore: unreadBytes(descriptor),
    endOfFile: inputRules(before).endOfFile,
    processOutput: (on) => {
      const wanted = on && processesOutput(before);
      if (wanted === processesOutput(raw)) return;
      raw = withOutputProcessing(raw, wanted);
      enterAgain();
    },
    enterAgain,
    restore: () => {
      if (isOurs()) setTerminalModes(descriptor, before);
    },
  };
}

/** Whether a terminal with these modes makes anything of what is written to it: `\r\n` of `\n`, as a rule. */
export function processesOutput(modes: TerminalModes): boolean {
  return (outputFlags(modes) & OPOST) !== 0;
}

/** Whether a terminal with these modes writes `\r\n` for `\n`. */
export function addsReturns(modes: TerminalModes): boolean {
  return processesOutput(modes) && (outputFlags(modes) & ONLCR) !== 0;
}

/** The same modes with or without what {@link processesOutput} says. */
export function withOutputProcessing(modes: TerminalModes, on: boolean): TerminalModes {
  const changed = modes.slice(), flags = outputFlags(modes);
  const wanted = on ? flags | OPOST : flags & ~OPOST;
  new DataView(changed.buffer).setUint32(OUTPUT_FLAGS_OFFSET, wanted, true);
  return changed;
}

function outputFlags(modes: TerminalModes): number {
  return new DataView(modes.buffer).getUint32(OUTPUT_FLAGS_OFFSET, true);
}

/** How a terminal with these modes treats what is typed. */
export function inputRules(modes: TerminalModes): InputRules {
  const flags = new DataView(modes.buffer).getUint32(LOCAL_FLAGS_OFFSET, true);
  const character = (index: number) => modes[CHARACTERS_OFFSET + index] ?? 0;
  return {
    makesSignals: (flags & ISIG) !== 0,
    interrupt: character(VINTR),
    quit: character(VQUIT),
    suspend: character(VSUSP),
    endOfFile: character(VEOF),
  };
}

/** The process group that has the terminal behind a descriptor (the command's, for a master); -1 when it is not ours to know. */
export function foregroundGroup(descriptor: number): number {
  return library().tcgetpgrp(descriptor);
}

/** How many bytes of a terminal wait to be read. */
function unreadBytes(descriptor: number): number {
  const count = new Int32Array(1);
  return library().ioctl(descriptor, FIONREAD, count) === 0 ? count[0] ?? 0 : 0;
}
// From <asm-generic/ioctls.h>.
const FIONREAD = 0x541bn;

const signatures = {
  ioctl: { args: ["i32", "i64", "buffer"], returns: "i32" },
  tcgetattr: { args: ["i32", "buffer"], returns: "i32" },
  tcsetattr: { args: ["i32", "i32", "buffer"], returns: "i32" },
  tcgetpgrp: { args: ["i32"], returns: "i32" },
  cfmakeraw: { args: ["buffer"], returns: "i32" },
} as const;
let opened: Libc<typeof signatures> | undefined;

function library(): Libc<typeof signatures> {
  return opened ??= openLibc(signatures);
}
