/**
 * A secret as text, whatever its bytes: each byte that is no UTF-8 is a lone surrogate from U+DC80 to U+DCFF, as in PEP 383.
 * {@link bytesOfSecret} is the way back.
 */
export function secretOfBytes(bytes: Buffer): string {
  const text = bytes.toString();
  if (!text.includes("\ufffd")) return text;
  let secret = "";
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at);
    secret += length > 0
      ? bytes.toString("utf8", at, at + length)
      : String.fromCharCode(FIRST_ESCAPE + (bytes[at] ?? 0));
    at += Math.max(1, length);
  }
  return secret;
}

/** The bytes of what {@link secretOfBytes} has given, or of any other text. */
export function bytesOfSecret(secret: string): Buffer {
  if (!hasOddBytes(secret)) return Buffer.from(secret);
  const parts = secret.split(ESCAPED).map((part, at) =>
    at % 2 === 0 ? Buffer.from(part) : Buffer.from([part.charCodeAt(0) & 0xff])
  );
  return Buffer.concat(parts);
}

/** Whether it has bytes that are no UTF-8. */
export function hasOddBytes(secret: string): boolean {
  return ODD.test(secret);
}

const FIRST_ESCAPE = 0xdc00;
// With `u`, the second half of a pair is no match.
const ESCAPED = /([\udc80-\udcff])/u, ODD = /[\udc80-\udcff]/u;

/** How many bytes the character of UTF-8 at a place has; 0 for none. */
function characterLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4; length++) {
    const text = bytes.toString("utf8", at, at + length);
    if (!text.includes("\ufffd")) return length;
  }
  // It may be U+FFFD itself.
  return bytes.toString("latin1", at, at + 3) === "\xef\xbf\xbd" ? 3 : 0;
}
