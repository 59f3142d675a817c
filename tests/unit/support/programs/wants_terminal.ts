import fs from "node:fs";
import process from "node:process";
import { wantsTerminal } from "../../../../src/capture/terminal/wants_terminal.ts";

// Adds to a file whether a command would get a terminal by itself.
fs.appendFileSync(process.argv[2] ?? "", `${wantsTerminal("auto")}\n`);
