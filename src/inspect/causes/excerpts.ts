import type { CauseLine, CauseSpot } from "./cause_finder.ts";
import { isPassing } from "./line_signals.ts";

/** Lines that stand together in the output, one of which is thought to say why. */
export interface Excerpt {
  readonly lines: readonly CauseLine[];
  readonly score: number;
}

/** What belongs to a message behind it: marks, quoted source, what was expected, or simply more indentation. */
const RELATED =
  /^\s*(?:\d*\s*[|│]|[\^~]|(?:-+|=)>|at |#\d|0x[0-9a-f]+ in |File "|expected|received|actual|got|want|left|right|note:|help:|hint:|E\s|[+<>-] |-{3}$|Did you mean|required by|because|reason|# |in (?:function|call)\b|called\b)/i;
/** What introduces a message before it: where it is. */
const HEADER =
  /:$|^\s*File "[^"]+", line|^\s*[●✗✕×]|^\s*-->|^\S+:\d+(?::\d+)?:?$|^\s*(?:In file|In function|in )|^\s*(?:FAIL|ERROR)\b/;
const MAX_AFTER = 7, MAX_BEFORE = 2, MAX_FRAMES = 2;

/** A spot with what belongs to it. */
export function excerptOf(spot: CauseSpot): Excerpt {
  const { seq, stream, text, speaker, score } = spot;
  return { lines: [...headerOf(spot), { seq, stream, text, speaker }, ...restOf(spot)], score };
}

function headerOf({ before, text }: CauseSpot): CauseLine[] {
  const near = before.filter((line) => line.text !== "").slice(-MAX_BEFORE);
  // Python: the file, then the line of source, then the message.
  if (near.length === 2 && /^\s*File "/.test(near[0]?.text ?? "")) return near;
  const last = near.at(-1);
  return last && last.text !== text && HEADER.test(last.text) ? [last] : [];
}

function restOf({ text, after }: CauseSpot): CauseLine[] {
  const rest: CauseLine[] = [], indent = indentOf(text);
  let frames = 0;
  for (const line of after) {
    if (rest.length >= MAX_AFTER) break;
    // The frame of a box.
    if (/^[\s│┃|╷╵├─]+$/.test(line.text) && line.text.trim() !== "") continue;
    if (line.text === "") {
      // A blank line may stand between a message and what was expected.
      if (rest.length > 0 && !RELATED.test(after[after.indexOf(line) + 1]?.text ?? "")) break;
      continue;
    }
    if (isPassing(line.text)) break;
    if (!RELATED.test(line.text) && indentOf(line.text) <= indent) break;
    if (/^\s*(?:at |File ")/.test(line.text) && ++frames > MAX_FRAMES) break;
    rest.push(line);
  }
  return rest;
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
