/** What a token becomes in the comparison; null for one that is compared as it is. */
export type TokenSign = string | null;

/** A kind of token of a line. */
export type Token = readonly [sign: TokenSign, pattern: string];

// Every repetition has a bound, or no other way to match: without that, JavaScriptCore takes quadratic time.
const NUMBER = String.raw`\d{1,40}(?:[.,]\d{1,40})?`;
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}";
const WEEKDAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? ";
const ZONE = String.raw`(?: ?(?:Z|UTC|GMT|[-+]\d\d:?\d\d)\b)?`;
const CLOCK = String.raw`\d{1,2}:\d\d:\d\d(?:[.,]\d{1,12})?(?: ?[AP]M\b)?`;
const UNIT =
  "(?:ns|[uµμ]s|ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|milliseconds?|microseconds?)";
const FAILURE =
  "(?:[Ff]ail(?:ed|ures?|ing)?|FAIL(?:ED|URES?)?|[Ee]rrors?|ERRORS?|[Ww]arnings?|WARNINGS?|broken|[Pp]anics?|problems?|vulnerabilities|skipped)";
const OUTCOME =
  "(?:exit(?:ed)?(?: with)?(?: code| status)?|[Cc]ode|[Ss]tatus|[Ss]ignal|errno|returned|HTTP(?:/[0-9.]{1,3})?)";
const DAY_AND_MONTH = String.raw`(?:${MONTH} {1,2}\d{1,2}|\d{1,2} ${MONTH})(?:,? \d{4})?`;
const WORD_END = String.raw`(?!\w)`, NUMBER_END = String.raw`(?![\w.:]?\d|\w)`;
const IN_PATH = String.raw`[^\s/\\:'"()<>,;\]]{1,255}`;

/**
 * Tokens that begin a word with a digit. Which digits they hold decides on none of them but on "0x", so that lineKeys() need
 * not look. Of several that fit, the first counts, here and below.
 */
export const DIGIT_TOKENS: readonly Token[] = [
  ["<time>", String.raw`\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,12})?)?${ZONE})?`],
  ["<time>", String.raw`${CLOCK}${ZONE}`],
  ["<id>", String.raw`0[xX][0-9A-Fa-f]{1,64}${WORD_END}`],
  // A ULID.
  ["<id>", String.raw`\d[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}${WORD_END}`],
  ["<ip>", String.raw`(?:\d{1,3}\.){3}\d{1,3}(?![\w.])`],
  ["<duration>", String.raw`(?:${NUMBER} ?${UNIT}\b,? ?){0,4}${NUMBER} ?${UNIT}${WORD_END}`],
  ["<duration>", String.raw`(?:\d{1,9}(?:ms|[dhms])){1,5}${WORD_END}`],
  ["<size>", String.raw`${NUMBER} ?(?:[kKMGTP]i?[Bb]?|[Bb]ytes?|B)(?:it)?(?:/s|ps)?${WORD_END}`],
  [null, String.raw`\d{1,9} (?:[a-z]{1,20} )?${FAILURE}${WORD_END}`],
];

/** Tokens that begin a word in any way. What tells one outcome from another stays: versions, exit codes, E0308. */
export const WORD_TOKENS: readonly Token[] = [
  ["<time>", String.raw`(?:${WEEKDAY})?${DAY_AND_MONTH}(?: ${CLOCK})?${ZONE}(?: \d{4}\b)?`],
  ["<id>", `[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}${WORD_END}`],
  // The integrity of a package, and the id of a commit, in which a word like "defaced" is none.
  ["<id>", String.raw`sha(?:1|256|384|512)[-:][\w+/=]{16,128}`],
  ["<id>", String.raw`(?=[a-f]{0,128}\d)(?=\d{0,128}[a-f])[0-9a-f]{7,128}${WORD_END}`],
  ["<id>", String.raw`(?=[A-F]{0,128}\d)(?=\d{0,128}[A-F])[0-9A-F]{7,128}${WORD_END}`],
  [
    null,
    String.raw`v?\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+.][0-9A-Za-z.-]{0,40}[0-9A-Za-z])?${WORD_END}`,
  ],
  [null, String.raw`v\d{1,9}(?:\.\d{1,9})?${WORD_END}`],
  [null, String.raw`${OUTCOME}[ :=]{1,3}-?\d{1,9}${NUMBER_END}`],
  [null, String.raw`${FAILURE}[:= ]{1,2}\d{1,9}${NUMBER_END}`],
  [null, String.raw`[A-Z]{1,8}-?\d{2,5}${WORD_END}`],
];

/** Tokens that stand anywhere. The rest of a path in a temporary folder says what it is. */
export const OTHER_TOKENS: readonly Token[] = [
  ["/tmp/<id>", String.raw`(?<![\w./-])(?:/private)?/(?:(?:var/)?tmp|dev/shm)/${IN_PATH}`],
  ["/tmp/<id>", String.raw`/(?:private/)?var/folders/\w{1,40}/\w{1,40}/[A-Z]/${IN_PATH}`],
  ["/tmp/<id>", String.raw`[A-Z]:\\Users\\${IN_PATH}\\AppData\\Local\\Temp\\${IN_PATH}`],
  ["<n>", String.raw`\d{1,40}(?:[.,_]\d{1,40}){0,8}(?:[eE][-+]?\d{1,4})?`],
];
