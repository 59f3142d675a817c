import { SHORTEST_WRAPPED_LINE, WRAPPED_BYTES } from "../values/encodings.ts";
import { bytesOfSecret } from "../values/secret_bytes.ts";
import { SECRET_SHAPES } from "./secret_shapes.ts";

/** Whether a text has what each secret that is known by its look has. */
export function mayHaveShape(text: string): boolean {
  if (text.length < SHORTEST_TEXT) return false;
  // Called for a handful of texts in all: functions within would be compiled for it, which takes longer than the search.
  for (const { anchors } of SECRET_SHAPES) {
    for (const anchor of anchors) if (text.includes(anchor)) return true;
  }
  return false;
}

/** Whether a text has what each form of a secret has, one of literalsOf(); it takes less time than to make those. */
export function mayHaveForm(text: string, secret: string): boolean {
  if (text.length < SHORTEST_TEXT) return false;
  // One that is long may have been cut; spaces around it may be in some of its forms.
  if (text.length > LONG_TEXT || secret.length > LONG_TEXT || secret.trim() !== secret) return true;
  // Of several lines, each has forms of its own. What has no word in it may be escaped throughout.
  const words = secret.split(LINE_END).map((line) => line.match(WORD) ?? (line === "" ? [] : [""]));
  return words.flat().some((word) => text.includes(word)) || HEXADECIMAL.test(text) ||
    hasBase64(text, secret);
}

const SHORTEST_TEXT = 6, LONG_TEXT = 4096;
const WORD = /[A-Za-z0-9]{3,}/g, LINE_END = /\r\n|[\r\n]|\\n/;
const HEXADECIMAL = /[0-9a-fA-F]{12}/;
/** A longer one may be in base64 on several lines, each a form. A character has up to 3 bytes. */
const SHORTEST_WRAPPED = Math.min(...WRAPPED_BYTES) / 3;
const WRAPPED_LINE = new RegExp(`[A-Za-z0-9+/_-]{${SHORTEST_WRAPPED_LINE - 2}}`);
/** Of a secret of 6 bytes, so many are whole in base64, behind up to two others. */
const HEAD_CHARACTERS = 4;

function hasBase64(text: string, secret: string): boolean {
  if (secret.length > SHORTEST_WRAPPED && WRAPPED_LINE.test(text)) return true;
  const standard = text.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = bytesOfSecret(secret).subarray(0, 12);
  return [0, 1, 2].some((before) => {
    const start = Math.ceil(before * 8 / 6);
    const base64 = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return standard.includes(base64.slice(start, start + HEAD_CHARACTERS));
  });
}
