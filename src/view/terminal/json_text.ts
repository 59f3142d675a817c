/**
 * A value as JSON that is safe on a terminal: control characters and bidi overrides that JSON.stringify leaves raw stand as
 * `\u` escapes, which a parser reads back as they were.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
