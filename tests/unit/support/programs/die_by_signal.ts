import process from "node:process";
import { dieBySignal } from "../../../../src/runtime/process/signals.ts";

dieBySignal(Number(process.argv[2]));
