import { randomBytes } from "../../runtime/random_bytes.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_CHARACTERS = 10, RANDOM_CHARACTERS = 16;

/**
 * A new id that sorts by time: a ULID (https://github.com/ulid/spec), 48 bits of the wall clock's milliseconds and 80 random
 * ones in Crockford's base 32. Own code, because the package of that name loads `node:crypto`: a tenth of a short recording.
 */
export function newSessionId(epochMs: number = Date.now()): string {
  let id = "";
  for (let rest = epochMs, count = 0; count < TIME_CHARACTERS; count++) {
    id = ALPHABET.charAt(rest % 32) + id;
    rest = Math.floor(rest / 32);
  }
  const random = randomBytes(RANDOM_CHARACTERS);
  // Five bits of each byte.
  for (let at = 0; at < RANDOM_CHARACTERS; at++) id += ALPHABET.charAt((random[at] ?? 0) & 31);
  return id;
}
