import process from "node:process";
import { runProgram } from "./src/program.ts";
import { exitNow } from "./src/runtime/exit.ts";

exitNow(await runProgram(process.argv.slice(2)));
