import fs from "node:fs";
import process from "node:process";
import { exec } from "../../../../src/runtime/process/exec.ts";

// Becomes another program, having said its own process id.
const [path = "", ...words] = process.argv.slice(2);
fs.writeSync(1, `${process.pid}\n`);
exec(path, [path, ...words]);
