import process from "node:process";
import { ignoredSignals } from "../../../../src/runtime/process/signals.ts";

process.stdout.write(JSON.stringify([...ignoredSignals()]));
