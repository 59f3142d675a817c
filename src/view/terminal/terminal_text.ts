/**
 * One line of foreign text made safe to show: escape sequences are taken out (ECMA-48, and what xterm adds), other control
 * characters and bidi overrides become visible signs, tabs stay. Of a line that was drawn over with `\r`, what a terminal
 * would show last is kept.
 */
export function terminalText(text: string): string {
  if (isHarmless(text)) return text;
  return visible(drawnLast(text.replace(escapeSequence(), "")).replace(OVERSTRUCK, ""));
}

/** Whether a text can be shown as it is. */
export function isHarmless(text: string): boolean {
  return !SUSPICIOUS.test(text);
}

const SUSPICIOUS = /[\0-\x08\n-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

let madeSequence: RegExp | undefined;

/** Made when there is something suspicious. */
function escapeSequence(): RegExp {
  // A string sequence (OSC, DCS, SOS, PM, APC) counts only with its end, so that an open one cannot hide what follows. Its
  // body stops at every control character, as in xterm; that also keeps the search linear.
  return madeSequence ??= new RegExp(
    [
      /(?:\x1b[P\]X^_]|[\x90\x98\x9d-\x9f])[^\x07\x18\x1a\x1b\x80-\x9f]*(?:\x07|\x1b\\|[\x18\x1a\x9c]|(?=[\x1b\x80-\x9f]))/,
      /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/,
      /\x1b[ -/]+[0-~]/,
      /\x1b[0-OQ-WYZ\\`-~]/,
    ].map(({ source }) => source).join("|"),
    "g",
  );
}

/** What `man` prints for bold and underlined letters. */
const OVERSTRUCK = /[^\x08]\x08/gu;

function drawnLast(text: string): string {
  if (!text.includes("\r")) return text;
  return text.split("\r").findLast((part) => part.trim() !== "") ?? "";
}

/** With a sign for every harmful character. In place, because a match for each takes a hundred times a hostile line's size. */
function visible(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  const units = Buffer.from(text, "utf16le");
  for (let offset = 0; offset < units.length; offset += 2) {
    const unit = units.readUInt16LE(offset);
    const sign = visibleSign(unit);
    if (sign !== unit) units.writeUInt16LE(sign, offset);
  }
  return units.toString("utf16le");
}

/** The picture that Unicode has for an ASCII control character; the others have none. */
function visibleSign(unit: number): number {
  if (unit < 0x20) return unit === 0x09 ? unit : 0x2400 + unit;
  if (unit === 0x7f) return 0x2421;
  const harmful = (unit >= 0x80 && unit <= 0x9f) || (unit >= 0x202a && unit <= 0x202e) ||
    (unit >= 0x2066 && unit <= 0x2069);
  return harmful ? 0xfffd : unit;
}
