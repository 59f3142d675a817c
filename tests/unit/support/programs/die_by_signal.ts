import process from "node:process";
import { dieBySignal } from "../../../../src/runtime/signals.ts";

dieBySignal(Number(process.argv[2]));
