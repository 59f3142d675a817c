import process from "node:process";
import { writeAll } from "../../../../src/runtime/descriptors/pipes.ts";

// Writes more than any pipe holds.
await writeAll(1, new Uint8Array(Number(process.argv[2])).fill(0x61));
