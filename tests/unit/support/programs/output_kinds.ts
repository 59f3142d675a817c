import fs from "node:fs";
import process from "node:process";
import { outputKinds } from "../../../../src/capture/terminal/output_kinds.ts";

// Adds to a file what a command would get by itself.
const { stdout, stderr } = outputKinds("auto");
fs.appendFileSync(process.argv[2] ?? "", `${stdout} ${stderr}\n`);
