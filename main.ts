import fs from "node:fs";
import process from "node:process";
import { keepStdoutClosed } from "./src/runtime/descriptors/closed_stdout.ts";

interface Program {
  /** Undefined for a command line that another program understands. */
  runProgram(words: readonly string[]): Promise<number | undefined>;
  exitNow(code: number): never;
}

// Paths that are no literals: what is imported by a literal becomes part of this module's bundle in the executable, function
// by function, whether it is called or not. Each of these is a bundle of its own.
const WHOLE = "./src/program/program.ts", RECORDING = "./src/program/recording_program.ts";

const [name] = process.argv.slice(2);
/** Whether we are in the way of somebody's command. */
const isRecorder = name === "record" || name === "step";

// The runtime would print its stack, with the source around it, and leave a recorded command to itself.
process.on("uncaughtException", (error) => isRecorder ? complain(error) : fail(error));
process.on("unhandledRejection", (reason) => isRecorder ? complain(reason) : fail(reason));
keepStdoutClosed();
run(process.argv.slice(2)).catch(fail);

async function run(words: readonly string[]): Promise<never> {
  if (isRecorder) {
    const { runProgram, exitNow }: Program = await import(RECORDING);
    const code = await runProgram(words);
    if (code !== undefined) exitNow(code);
  }
  const { runProgram, exitNow }: Program = await import(WHOLE);
  return exitNow(await runProgram(words) ?? 1);
}

function fail(error: unknown): never {
  complain(error);
  return process.exit(isRecorder ? 125 : 2);
}

/** Of what nobody has expected, in one line. */
function complain(error: unknown): void {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const line = message.replace(/[\p{Cc}\p{Cf}]+/gu, " ").slice(0, 500);
  const trace = name === "--debug" ? `${stack}\n` : "";
  try {
    fs.writeSync(2, `zig-session: unexpected error: ${line}\n${trace}`);
  } catch {
    // Nobody is left to tell.
  }
}
