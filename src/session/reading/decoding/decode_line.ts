import { isUtf8 } from "node:buffer";
import { type Line, MAX_LINE_BYTES } from "../../../storage/lines/line.ts";
import { decodeEvent, type EventFault } from "./decode_event.ts";
import type { SessionLogEvent } from "../../event.ts";

/** The event that a line of a log is, or why it is none; never throws. */
export function decodeLine(line: Line): SessionLogEvent | EventFault {
  if (line.length > MAX_LINE_BYTES) {
    return { fault: `a line of ${line.length} bytes, of which ${MAX_LINE_BYTES} can be read` };
  }
  // Only what is no UTF-8, or holds this very character, is worth the second look.
  if (line.text.includes("\ufffd") && !isUtf8(line.bytes)) return { fault: "not UTF-8" };
  return decodeEvent(line.text);
}
