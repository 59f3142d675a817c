import { preview, quoteCommandLine } from "../../src/capture/process/command_line.ts";
import { CauseFinder } from "../../src/inspect/causes/cause_finder.ts";
import { areOldAndNew } from "../../src/inspect/causes/old_and_new.ts";
import { visiblePieces } from "../../src/inspect/causes/plain_text.ts";
import { lineKeys } from "../../src/inspect/diff/line_keys.ts";
import { lineNormalizer } from "../../src/inspect/diff/normalize_line.ts";
import { decodeEvent } from "../../src/session/reading/decoding/decode_event.ts";
import { findEvents } from "../../src/session/reading/find_events.ts";
import { parseJson } from "../../src/session/reading/decoding/parse_json.ts";
import { LineMatcher } from "../../src/inspect/search/matching/line_matcher.ts";
import { plainText } from "../../src/inspect/search/matching/plain_text.ts";
import { causeLineText } from "../../src/view/session/cause_text.ts";
import { coloredText } from "../../src/view/terminal/colored_text.ts";
import { foundText } from "../../src/view/session/found_text.ts";
import { jsonText } from "../../src/view/terminal/json_text.ts";
import { nameText, wordsText } from "../../src/view/format/name_text.ts";
import { regexFault } from "../../src/options/search/regex_fault.ts";
import { shellWord } from "../../src/view/format/shell_word.ts";
import { terminalText } from "../../src/view/terminal/terminal_text.ts";
import { cutText, textWidth } from "../../src/view/terminal/text_width.ts";
import { masked } from "../unit/redaction/masked.ts";
import { eventLine } from "../unit/support/event_lines.ts";

const surroundings = { cwd: "/home/ada/shop" };
const matcher = new LineMatcher({
  pattern: "nowhere",
  regex: false,
  ignoreCase: true,
  raw: false,
  filter: {},
});
const stage = { paint: (_look: string, text: string) => text, grouped: true };

/** What is done with a line of a log, by the name of the function that does it; those that throw SyntaxError do so by design. */
export const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  terminalText,
  coloredText: (text) => coloredText(text, true),
  plainText,
  jsonText,
  nameText,
  wordsText,
  shellWord,
  textWidth,
  cutText: (text) => cutText(text, 20, "end"),
  foundText: (text) => foundText(text, matcher, stage),
  visiblePieces,
  areOldAndNew: (text) => areOldAndNew(text, `${text}x`),
  CauseFinder: (text) => {
    const finder = new CauseFinder();
    finder.add(1, "stdout", text);
    return finder.finish();
  },
  causeLineText: (text) => causeLineText({ seq: 1, stream: "stdout", text, speaker: "" }),
  lineNormalizer: lineNormalizer(surroundings),
  lineKeys: lineKeys(surroundings),
  decodeEvent,
  "decodeEvent of output": (text) => decodeEvent(eventLine({ line: text, step_name: text })),
  parseJson: (text) => {
    try {
      return parseJson(text);
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  },
  findEvents: (text) => findEvents(Buffer.from(eventLine({ line: text }) + text)),
  preview,
  quoteCommandLine: (text) => quoteCommandLine([text]),
  regexFault,
};

/** The same for what masks secrets, which comes in pieces. */
export const MASKED: Readonly<Record<string, (text: string) => unknown>> = {
  masked: (text) => masked(`${text}\n`),
  "masked in pieces": (text) => masked([...(text.match(/[^]{1,4096}/g) ?? []), "\n"]),
};
