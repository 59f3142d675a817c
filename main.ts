import process from "node:process";
import { runProgram } from "./src/program.ts";
import { keepStdoutClosed } from "./src/runtime/closed_stdout.ts";
import { exitNow } from "./src/runtime/exit.ts";

keepStdoutClosed();
// Without an await at the top the executable can be built as CommonJS, whose modules load what they need when it is needed.
void runProgram(process.argv.slice(2)).then(exitNow);
