import process from "node:process";
import {
  encodeNesting,
  frameNonces,
  NESTING_VARIABLE,
} from "../../../../src/capture/streams/nesting.ts";
import { writeAll } from "../../../../src/runtime/descriptors/pipes.ts";

// Says how its output is to be framed: as the variable says or, with a nonce, as if its stdin was what is recorded.
const [, , sessionId = "", nonce] = process.argv;
const value = nonce === undefined
  ? process.env[NESTING_VARIABLE]
  : encodeNesting({ sessionId, nonce, descriptors: [0] });
await writeAll(1, Buffer.from(JSON.stringify(frameNonces(value, sessionId))));
process.exit();
