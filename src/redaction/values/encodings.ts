import { bytesOfSecret, hasOddBytes } from "./secret_bytes.ts";
import { isWorthMasking, linesOfSecret, SHORTEST_SECRET_BYTES } from "./secret_values.ts";

/**
 * All that a secret may look like in a line of output: as it is, in base64 (within any other text, and wrapped at 76 or 64
 * columns), in hexadecimal, and as URLs, JSON, shells and XML escape it. A secret of several lines is each of them. Empty for
 * what is not worth masking.
 */
export function literalsOf(value: string): Uint8Array[] {
  const lines = linesOfSecret(value);
  const forms = new Set(lines.flatMap(escapedForms));
  // What encodes it may have got it with or without the newline at its end.
  for (const whole of new Set([value, value.trim()])) {
    if (!isWorthMasking(whole)) continue;
    if (lines.length !== 1 || lines[0] !== whole) {
      for (const form of escapedForms(whole)) forms.add(form);
    }
    for (const form of binaryForms(whole)) forms.add(form);
  }
  if (hasOddBytes(value)) {
    // As what reads UTF-8 shows them, such as our own command line.
    for (const form of [...forms]) forms.add(bytesOfSecret(form).toString());
  }
  return [...forms].flatMap((form) => form.includes("\n") ? [] : piecesOf(bytesOfSecret(form)));
}

// What has to be held back of an unfinished line is at most as long.
const LONGEST_LITERAL_BYTES = 4096;
/** How many bytes `base64` (76 columns) and `openssl base64` (64) put on a line. */
export const WRAPPED_BYTES: readonly number[] = [57, 48];
/** What stands on lines of its own is known without those before; what is shorter may stand in other words. */
export const SHORTEST_WRAPPED_LINE = 16;

function piecesOf(form: Buffer): Uint8Array[] {
  if (form.length <= LONGEST_LITERAL_BYTES) return [form];
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < form.length; start += LONGEST_LITERAL_BYTES) {
    const piece = form.subarray(start, start + LONGEST_LITERAL_BYTES);
    if (piece.length >= SHORTEST_SECRET_BYTES) pieces.push(piece);
  }
  return pieces;
}

function escapedForms(text: string): string[] {
  const forms = [text];
  if (/^[\w.-]*$/.test(text)) return forms;
  forms.push(...urlForms(text), ...jsonForms(text));
  // As in '…' of shells and of SQL, in "…", and by `printf %q`.
  forms.push(
    text.replaceAll("'", `'\\''`),
    text.replaceAll("'", `'"'"'`),
    text.replaceAll("'", "''"),
    text.replace(/[$`"\\]/g, "\\$&"),
    text.replace(/[^\w%+./:=@\x80-\uffff-]/g, "\\$&"),
  );
  const xml = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  for (const [double, single] of XML_QUOTES) {
    forms.push(xml.replaceAll('"', double).replaceAll("'", single));
  }
  return forms;
}

/** Of texts, of XML, and of the templates of Python and Go. */
const XML_QUOTES = [['"', "'"], ["&quot;", "'"], ["&quot;", "&#39;"], ["&quot;", "&apos;"], [
  "&quot;",
  "&#x27;",
], ["&#34;", "&#39;"]] as const;

function urlForms(text: string): string[] {
  const component = hasOddBytes(text)
    ? percentCoded(text)
    : encodeURIComponent(text.toWellFormed());
  const strict = component.replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const upper = [component, strict, component.replaceAll("%2F", "/")];
  // A whole URL at once, which leaves its own signs.
  if (!hasOddBytes(text)) upper.push(encodeURI(text.toWellFormed()));
  upper.push(component.replaceAll("%20", "+"), strict.replaceAll("%20", "+"));
  const lower = upper.map((form) => form.replace(/%../g, (code) => code.toLowerCase()));
  return [...upper, ...lower];
}

function percentCoded(text: string): string {
  return bytesOfSecret(text).toString("latin1").replace(
    /[^\w.!~*'()-]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

function jsonForms(text: string): string[] {
  // Its own escapes of lone surrogates would hide bytes that are no UTF-8.
  const json = hasOddBytes(text)
    ? text.replace(/["\\]/g, "\\$&").replace(/[\x00-\x1f]/g, lowerCode)
    : JSON.stringify(text).slice(1, -1);
  // As it is; with slashes escaped; in ASCII; as Go escapes it for HTML.
  const forms = [
    json,
    json.replaceAll("/", "\\/"),
    json.replace(/[\x80-\uffff]/g, lowerCode),
    json.replace(/[\x80-\uffff]/g, upperCode),
    json.replace(/[<>&]/g, lowerCode),
  ];
  // And JSON in a string of JSON.
  return [...forms, ...forms.map((form) => form.replace(/["\\]/g, "\\$&"))];
}

function lowerCode(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function upperCode(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function binaryForms(value: string): string[] {
  const bytes = bytesOfSecret(value), hex = bytes.toString("hex");
  const whole = bytes.toString("base64");
  const forms = whole.endsWith("=") ? [whole, whole.replace(/=+$/, "")] : [];
  for (const before of [0, 1, 2]) {
    // A character has 6 bits: what stands before the secret is in the first ones, what stands behind it in the last.
    const start = Math.ceil(before * 8 / 6), end = Math.floor((before + bytes.length) * 8 / 6);
    forms.push(Buffer.concat([Buffer.alloc(before), bytes]).toString("base64").slice(start, end));
  }
  for (const width of WRAPPED_BYTES) {
    for (let start = 0; bytes.length > width && start < bytes.length; start += width) {
      const line = bytes.subarray(start, start + width).toString("base64");
      if (line.length >= SHORTEST_WRAPPED_LINE) forms.push(line);
    }
  }
  const urlSafe = forms.filter((form) => /[+/]/.test(form)).map((form) =>
    form.replaceAll("+", "-").replaceAll("/", "_")
  );
  return [...forms, ...urlSafe, hex, hex.toUpperCase()];
}
