import { textWidth } from "../terminal/text_width.ts";

/** `text` on lines of at most `columns`, broken at spaces; all but the first are indented by `hang` spaces. */
export function wrapText(text: string, columns: number, hang: number): string[] {
  if (textWidth(text) <= columns) return [text];
  const indent = /^ */.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = indent, empty = true;
  for (const word of text.slice(indent.length).split(" ")) {
    if (!empty && textWidth(line) + 1 + textWidth(word) > columns) {
      lines.push(line);
      line = " ".repeat(hang);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
