import process from "node:process";
import { inheritedDescriptors } from "../../../../src/runtime/process/inheritance.ts";
import { closeDescriptor, readChunks } from "../../../../src/runtime/descriptors/pipes.ts";
import { openPty } from "../../../../src/runtime/terminal/pty.ts";
import { spawn } from "../../../../src/runtime/process/spawn.ts";

// Spawns a command in a terminal, passes on what it writes there, and says how it ended.
inheritedDescriptors();
const [path = "", ...words] = process.argv.slice(2);
const { master, slave, slavePath } = openPty();
const child = spawn({ path, argv: [path, ...words], terminal: slavePath, environment: {} });
void child.exited.then(() => closeDescriptor(slave));
for await (const chunk of readChunks(master, new AbortController().signal)) {
  process.stdout.write(chunk);
}
process.stdout.write(`${JSON.stringify(await child.exited)}\n`);
