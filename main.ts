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

keepStdoutClosed();
void run(process.argv.slice(2));

async function run(words: readonly string[]): Promise<never> {
  if (words[0] === "record" || words[0] === "step") {
    const { runProgram, exitNow }: Program = await import(RECORDING);
    const code = await runProgram(words);
    if (code !== undefined) exitNow(code);
  }
  const { runProgram, exitNow }: Program = await import(WHOLE);
  return exitNow(await runProgram(words) ?? 1);
}
