import { terminalText } from "./terminal_text.ts";

/** SGR alone (ECMA-48 8.3.117): the sequences that set colours and do nothing else. */
const SGR = /(\x1b\[[\d;:]{0,60}m)/;
const RESET = "\x1b[0m";

/** {@link terminalText} with the line's colours, which end with it; `colors` false leaves them out too. */
export function coloredText(text: string, colors: boolean): string {
  if (!colors || !text.includes("\x1b[")) return terminalText(text);
  // Of a line that was drawn over, what a terminal would show last.
  const drawn = text.split("\r").findLast((part) => terminalText(part).trim() !== "") ?? "";
  const parts = drawn.split(SGR);
  const safe = parts
    .map((part, index) => index % 2 === 0 ? terminalText(part) : hides(part) ? "" : part)
    .join("");
  return parts.length > 1 ? safe + RESET : safe;
}

const BLINK = 5, FAST_BLINK = 6, CONCEAL = 8;

/** Whether a sequence of SGR would hide the text, now or in turns. What follows 38, 48 and 58 belongs to a colour. */
function hides(sequence: string): boolean {
  const codes = sequence.slice("\x1b[".length, -1).split(";");
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? "";
    if (["38", "48", "58"].includes(code)) at += codes[at + 1] === "5" ? 2 : 4;
    else if ([BLINK, FAST_BLINK, CONCEAL].includes(Number(code.split(":")[0]))) return true;
  }
  return false;
}
