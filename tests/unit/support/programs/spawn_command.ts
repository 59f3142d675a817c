import process from "node:process";
import { spawn } from "../../../../src/runtime/process/spawn.ts";

// Spawns a command with our own stdout and stderr, and says on stdout how it ended.
const [path = "", ...words] = process.argv.slice(2);
const child = spawn({ path, argv: [path, ...words], stdout: 1, stderr: 2, environment: {} });
const status = await child.exited;
process.stdout.write(`${JSON.stringify(status)}\n`);
