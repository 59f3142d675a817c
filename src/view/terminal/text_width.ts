/** How many columns a terminal gives to `text`: 2 for CJK and emoji, 0 for what combines with the character before. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** `text` when it fits into `columns`, else its beginning, or its end, with an ellipsis where it is cut. */
export function cutText(
  text: string,
  columns: number,
  keep: "beginning" | "end" = "beginning",
): string {
  if (textWidth(text) <= columns) return text;
  if (columns < ELLIPSIS.length) return "";
  const characters = keep === "beginning" ? [...text] : [...text].reverse();
  let width = ELLIPSIS.length;
  const from = characters.findIndex((character) => (width += characterWidth(character)) > columns);
  const kept = characters.slice(0, from);
  return keep === "beginning" ? kept.join("") + ELLIPSIS : ELLIPSIS + kept.reverse().join("");
}

/** `text` with spaces behind it up to `columns`, or before it. */
export function padText(text: string, columns: number, side: "left" | "right" = "left"): string {
  const spaces = " ".repeat(Math.max(0, columns - textWidth(text)));
  return side === "left" ? text + spaces : spaces + text;
}

/**
 * `text` in pieces that take at most so many columns each, broken behind a space where there is one in the second half of a piece,
 * with spaces for tabs; as it is where there is no limit.
 */
export function wrapText(text: string, columns: number): string[] {
  if (columns === Infinity) return [text];
  const plain = text.includes("\t") ? withoutTabs(text) : text;
  if (textWidth(plain) <= columns) return [plain];
  const pieces: string[] = [];
  let piece = "", width = 0;
  for (const character of plain) {
    const added = characterWidth(character);
    if (width + added > columns && piece !== "") {
      const space = piece.lastIndexOf(" ") + 1;
      const end = character !== " " && space > piece.length / 2 ? space : piece.length;
      pieces.push(piece.slice(0, end));
      piece = piece.slice(end);
      width = textWidth(piece);
    }
    piece += character;
    width += added;
  }
  return [...pieces, piece];
}

function withoutTabs(text: string): string {
  const [first = "", ...rest] = text.split("\t");
  return rest.reduce((line, part) => line + " ".repeat(TAB - textWidth(line) % TAB) + part, first);
}

const TAB = 8;
const ELLIPSIS = "…";
const PLAIN = /^[ -~]*$/;
// The last range is the vowels and final consonants that join a Hangul syllable.
const COMBINING = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;
// The ranges that Unicode's EastAsianWidth.txt has as W or F, in broad strokes.
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;

function characterWidth(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
