import process from "node:process";
import { runProgram } from "./src/program.ts";

process.exit(await runProgram(process.argv.slice(2)));
