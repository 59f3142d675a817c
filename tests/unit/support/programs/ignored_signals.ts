import process from "node:process";
import { ignoredSignals } from "../../../../src/runtime/signals.ts";

process.stdout.write(JSON.stringify([...ignoredSignals()]));
