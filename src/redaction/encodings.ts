import { isWorthMasking, linesOfSecret, SHORTEST_SECRET_BYTES } from "./secret_values.ts";

/**
 * All that a secret may look like in a line of output: as it is, in base64 (within any other text, and wrapped at 76 or 64
 * columns), in hexadecimal, and as URLs, JSON, shells and XML escape it. A secret of several lines is each of them. Empty for
 * what is not worth masking.
 */
export function literalsOf(value: string): Uint8Array[] {
  const lines = linesOfSecret(value);
  const forms = new Set(lines.flatMap(escapedForms));
  if (isWorthMasking(value)) {
    if (lines.length !== 1 || lines[0] !== value) {
      for (const form of escapedForms(value)) forms.add(form);
    }
    for (const form of binaryForms(value)) forms.add(form);
  }
  return [...forms].flatMap((form) => form.includes("\n") ? [] : piecesOf(Buffer.from(form)));
}

// What has to be held back of an unfinished line is at most as long.
const LONGEST_LITERAL_BYTES = 4096;
/** How many bytes `base64` (76 columns) and `openssl base64` (64) put on a line. */
const WRAPPED_BYTES = [57, 48];

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
  // As in '…', in "…", and by `printf %q`.
  forms.push(
    text.replaceAll("'", `'\\''`),
    text.replaceAll("'", `'"'"'`),
    text.replace(/[$`"\\]/g, "\\$&"),
    text.replace(/[^\w%+./:=@\x80-\uffff-]/g, "\\$&"),
  );
  const xml = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  forms.push(xml, xml.replaceAll('"', "&quot;").replaceAll("'", "&#39;"));
  return forms;
}

function urlForms(text: string): string[] {
  const component = encodeURIComponent(text.toWellFormed());
  const strict = component.replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const upper = [component, strict, component.replaceAll("%2F", "/")];
  upper.push(component.replaceAll("%20", "+"), strict.replaceAll("%20", "+"));
  const lower = upper.map((form) => form.replace(/%../g, (code) => code.toLowerCase()));
  return [...upper, ...lower];
}

function jsonForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const codeOf = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return [
    json,
    // JSON in a string of JSON; with slashes escaped; in ASCII; as Go escapes it for HTML.
    JSON.stringify(json).slice(1, -1),
    json.replaceAll("/", "\\/"),
    json.replace(/[\x80-\uffff]/g, codeOf),
    json.replace(/[<>&]/g, codeOf),
  ];
}

function binaryForms(value: string): string[] {
  const bytes = Buffer.from(value), hex = bytes.toString("hex");
  const whole = bytes.toString("base64");
  const forms = whole.endsWith("=") ? [whole, whole.replace(/=+$/, "")] : [];
  for (const [before, text] of [value, `\0${value}`, `\0\0${value}`].entries()) {
    // A character has 6 bits: what stands before the secret is in the first ones, what stands behind it in the last.
    const start = Math.ceil(before * 8 / 6), end = Math.floor((before + bytes.length) * 8 / 6);
    forms.push(Buffer.from(text).toString("base64").slice(start, end));
  }
  for (const width of WRAPPED_BYTES) {
    for (let start = 0; bytes.length > width && start < bytes.length; start += width) {
      const line = bytes.subarray(start, start + width).toString("base64");
      if (line.length >= SHORTEST_SECRET_BYTES) forms.push(line);
    }
  }
  const urlSafe = forms.filter((form) => /[+/]/.test(form)).map((form) =>
    form.replaceAll("+", "-").replaceAll("/", "_")
  );
  return [...forms, ...urlSafe, hex, hex.toUpperCase()];
}
