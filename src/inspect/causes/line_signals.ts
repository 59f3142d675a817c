/** What a line is by its own words. */
export interface LineSignals {
  /** How much it looks like the reason of a failure; 0 for nothing, may be negative. */
  readonly score: number;
  /** Whether it only says that something has failed, which another line explains. */
  readonly isConsequence: boolean;
  /** Whether it says so for good: no warning, no attempt that is followed by another. */
  readonly givesUp: boolean;
  /** A line of a stack trace, or a source line that is quoted under a message. */
  readonly isFrame: boolean;
  /** A line of marks under a quoted source line. */
  readonly isPointer: boolean;
}

const NOTHING: LineSignals = {
  score: 0,
  isConsequence: false,
  givesUp: false,
  isFrame: false,
  isPointer: false,
};

/** How a line is scored: the sum of the weights of all that fit it. The words are of no tool but of the trade. */
interface Signal {
  readonly weight: number;
  readonly pattern: RegExp;
}

/** No file name, option or identifier: `error.c`, `-Werror`, `on_error`, `errors/`. */
const word = (words: string) => `(?<![\\w./$@#-])(?:${words})(?![\\w/-]|\\.\\w|\\(\\))`;

const NAMING: readonly Signal[] = [
  { weight: 4, pattern: new RegExp(word("error|fatal|panic(?:ked)?|exception|FAIL|ERR!?"), "i") },
  {
    weight: 3,
    pattern: new RegExp(
      word("failed|failure|fails|aborted|abort|crash(?:ed)?|critical|severe|erreur|fehler|errore"),
      "i",
    ),
  },
  { weight: 3, pattern: /\bpanicked\b/ },
  // In capitals it is meant to be seen.
  { weight: 2, pattern: /(?<![\w.-])(?:FAILED|FAILURE)(?![\w.-])/ },
  // The names of exceptions, with what they say.
  {
    weight: 5,
    pattern:
      /(?:^|[\s"'([:.])[A-Z]?[\w$]*(?:Error|Exception|Failure|Fault)(?:\s?[[(][\w.]+[\])])?:\s+\S/,
  },
  { weight: 3, pattern: /(?:^|[\s.:(])[\w$]*(?:Error|Exception)\b/ },
  {
    weight: 4,
    pattern:
      /^\W*(?:fatal\s+|internal\s+|compile\s+|runtime\s+|type\s+)?error(?:\[\w+\]|\s+\w{0,4}\d+)?\s*[:!]/i,
  },
  {
    weight: 3,
    pattern: /^\W{0,3}(?:\w{1,20}\s+)?(?:ERR!?|ERROR|FATAL|CRITICAL|SEVERE|E)\b[\s:\]!]/,
  },
  { weight: 5, pattern: /\bcaused by\b/i },
  // What a message is marked with that is to be seen.
  { weight: 3, pattern: /^(?:\S{1,20}:\s)?(?:\*{2,}|!{1,3})\s+\S/ },
  { weight: 5, pattern: /"(?:level|severity)"\s*:\s*"(?:error|fatal|critical|panic)"/i },
  { weight: 5, pattern: /(?:\.{2,}|…)\s*\W?(?:failed|error)\b/i },
  { weight: 5, pattern: /^\s*(?:not ok\b|✗|✕|✖|×|✘|⨯|●\s|-+ FAIL\b|\d+\)\s)/ },
];

const REASONS: readonly Signal[] = [
  {
    weight: 4,
    pattern:
      /\b(?:not found|no such|cannot|can(?:'|’)t|could(?:n't| not)|unable to|undefined|undeclared|unresolved|unexpected|permission denied|denied|refused|does(?:n't| not) (?:exist|match|have|compile|resolve)|not (?:defined|declared|recogni[sz]ed|permitted|allowed|supported|assignable|installed|exported|a valid|in scope|enough|implemented)|segmentation fault|core dumped|syntax error|parse error|out of memory|no space left|timed? ?out|command not found|failed to|unbound variable|stack overflow|multiple definition|is required|are required|no rule to make|terminate called|AddressSanitizer|runtime error|assert(?:ion|ed)?)\b/i,
  },
  {
    weight: 2,
    pattern:
      /\b(?:invalid|missing|mismatch(?:ed)?|illegal|conflicts?|duplicate|already|unsupported|unrecogni[sz]ed|unknown|incompatible|unsatisf\w+|corrupt\w*|expired|violat\w+|killed|deadlock|too (?:many|few|large|long|small|short)|must (?:be|have|not)|expect(?:ed|ing)|has type|attempt(?:ed)? to|waiting for|unterminated|overflow|exceed\w*|out of (?:range|bounds)|bad|broken|cycl\w+|leak\w*|use.after.free|uninitiali[sz]ed|does not|is not|was not|has no|have no|no (?:module|matching|space|route|viable|suitable|default|member|field|method)|rejected|unreachable|unauthori[sz]ed|forbidden|differs?|wrong|malformed|terminating|because|null pointer|nil)\b/i,
  },
  // A place in a file and what is wrong there.
  {
    weight: 3,
    pattern:
      /^[^\s:()]*[\w)\]][.\w]*(?::\d+|\(\d+(?:,\d+)?\)|, line \d+)(?::\d+)?:?\s*(?!note|warning|info)\S/i,
  },
  {
    weight: 3,
    pattern: /(?::\d+|\(\d+(?:,\d+)?\))(?::\d+)?\s*[:-]?\s*(?:fatal |syntax )?error\b/i,
  },
  {
    weight: 2,
    pattern:
      /\b(?:expected|got|want(?:ed)?|received|actual)\b.*\b(?:expected|got|want(?:ed)?|received|actual|but|to (?:be|equal|have))\b/i,
  },
  // The place of a difference as diff(1) has it, and what a check without changes says.
  { weight: 6, pattern: /^\d+(?:,\d+)?[acd]\d+(?:,\d+)?$/ },
  { weight: 3, pattern: /\bwould (?:be |have )?(?:re|mod|chang|overwr)\w+/i },
  { weight: 2, pattern: /^[\w.+-]+: (?:\.?\/)?[\w./+-]+\.\w+:\d+:/ },
  // "program: what: why", as most commands write it.
  {
    weight: 2,
    pattern: /^(?:[\w.+-]*\/)*[\w.+-]{1,30}(?:\[\d+\])?:(?: line \d+:)? [^:]{1,200}(?:: [^:]+)?$/,
  },
];

const PASSING =
  /^\s*(?:✓|✔|√|☑|ok\b|PASS(?:ED)?\b|passed\b|success\w*)|(?:\.{2,}|…)\s*(?:ok|passed|yes|no|done|found)\b|(?<!not )\b(?:PASSED|PASS|OK)\s*(?:\[.*\])?$/i;

/** What is said of something that is no failure after all. */
const DOUBTS: readonly Signal[] = [
  {
    weight: -6,
    pattern: new RegExp(
      word("warning|warn|deprecat\\w*|notice|note|info|debug|hint|help|trace"),
      "i",
    ),
  },
  {
    weight: -12,
    pattern:
      /\b(?:0|no|zero|without)\s+(?:\w+\s+)?(?:errors?|fail(?:ures?|ed|ing)|problems?|issues?)\b|\b(?:errors?|fail(?:ures?|ed))\s*[:=]\s*0\b/i,
  },
  { weight: -12, pattern: PASSING },
  {
    weight: -5,
    pattern:
      /\b(?:ignor(?:ed|ing)|skipp(?:ed|ing)|retry(?:ing)?|retries|recover(?:ed|ing)|expected (?:failure|error)|xfail|as expected|tolerated|harmless|handled|caught|served from|optional|fallback|falling back|continuing)\b/i,
  },
];

/** What is typed or run, what is being built, and what explains how to use it. */
const ROUTINE: readonly Signal[] = [
  {
    weight: -7,
    pattern:
      /^\s*(?:\+{1,4} |\$ |> (?![A-Z])|# )|^\s*(?:\S*\/)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|ld|ar|rustc|javac|go|node|python3?|sh|bash|make|cmake|tsc|libtool|mv|cp|rm|cd|echo|install|ln)\s+\S*\s?-/,
  },
  {
    weight: -5,
    pattern:
      /^\s*\[\s*\d+(?:%|\/\d+)\s*\]|^\s*(?:[\w./-]{1,40}: )?(?:Compiling|Building|Checking|Download\w*|Fetching|Get:\d+|Unpacking|Setting up|Installing|Uploading|Pulling|Pushing|Starting|Stopping|Linking|Generating|Running|Removing|Cleaning|Copying|creating|copying|adding|removed|removing|deleting)\b/i,
  },
  // Options as a help text has them.
  {
    weight: -6,
    pattern: /^\s*-{1,2}[\w-]+[ ,=]|^\s*(?:usage|options|see|try|run|for more|use)\b/i,
  },
  { weight: -3, pattern: /^\s*(?:\/\/|\/\*|\*\s|#\s|--\s)/ },
];

/** What only says that there was a failure: exit codes, counts, and who gave up because of it. */
const CONSEQUENCE =
  /\b(?:exit(?:ed)?(?: with)? (?:code|status)|exit status|return(?:ed|s)?(?: a)?(?: non-?zero)?(?: exit)? (?:code|status)|non-?zero|ld returned|process completed|ELIFECYCLE|previous errors?|errors? (?:generated|occurred|found)|found \d+ errors?|(?<!#)\d+ (?:errors?|failed|failures?|failing)\b|compilation (?:terminated|failed|aborted)|build (?:failed|stopped|failure)|BUILD FAILED|tests? failed|(?:test|check|command|job|task|target|recipe|script|step|stage|pipeline|build|run)s? (?:has |have )?(?:failed|FAILED)|waiting for unfinished|incomplete, errors|a complete log|lifecycle script|error -?\d+$|stopping[.!]?$|stopping (?:because|after|due|here|now)|giving up|aborting due|could not compile|see (?:above|below|the log)|full log|for details)\b|^\w*make(?:\[\d+\])?: (?:\*\*\* \[.*\]|Entering|Leaving|\*\*\* Waiting)|^\s*(?:FAILED|FAILURE|FAIL)[.!:]?\s*(?:\(.*\))?$|\bsubprocess-exited|metadata-generation-failed/i;

const FRAME =
  /^\s*(?:at\s+\S.*[:(]|File "[^"]+", line \d+|from \S+:\d+|\.\.\. \d+ (?:more|common)|\d+:\s+(?:0x[0-9a-f]+ - )?\S+::|#\d+\s|\S+\.go:\d+ \+0x|goroutine \d+|\w[\w./<>$]*\(.*\)$|in \S+ \(.*\)$|@ \S+:\d+)/;
const QUOTED_SOURCE = /^\s*(?:\d+\s*[|│]|[|│]|>\s*\d+\s*[|│]|\.{3}\s*[|│]?$|-{2,}>\s)/;
const POINTER = /^[\s|│>\d]*[\^~]+[\s~^-]*(?:\s*\S.*)?$|^\s*[|│]?\s*(?:-+|[\^~]+)\s*$/;
const HEAD = 400, LONGEST = 2000;
/** More points than these are not given for what a line names, and for its reasons. */
const MOST_NAMING = 9, MOST_REASONS = 8;
/** A line of a message that is drawn in a box. */
const BOXED = /^[│┃╎|]\s+(\S.*)$/,
  LABELLED = /^(?:error|fatal|failure|panic|\w+(?:Error|Exception))\b/i;
/** The beginnings of all words that matter. Sorted by letters, because alternatives are tried one by one at every place. */
const TRIGGER =
  /a(?:bort|lready|ssert|ttempt)|b(?:ad|roken)|c(?:a(?:nnot|used)|o(?:nflict|re|rrupt)|r(?:ash|itical)|ycl)|d(?:e(?:ad|nied)|iffer|uplicate)|e(?:rr|x(?:ceed|cept|it|pect|pired))|f(?:a(?:il|tal|ult)|ehler|orbid)|got|has type|i(?:llegal|n(?:compat|valid))|kill|leak|m(?:alformed|is(?:match|sing)|ust)|n(?:'t|il|o(?: |t )|ull)|o(?:ut of|verflow)|panic|re(?:fused|ject|quired)|s(?:anitizer|e(?:gmentation|vere)|t(?:atus|opp))|t(?:erminat(?:e|ing)|ime|oo )|un\w|violat|w(?:a(?:it|nt)|ould|rong)|[✗✕✖×✘⨯●!]|\*\*|: |^\d[\d,]*[acd]\d|^\s*(?:\d+\)|E\s)/i;

/** Whether a line says that something went well. */
export function isPassing(text: string): boolean {
  return PASSING.test(text);
}

const HEADLINE =
  /(?:^|[^\w-])(?:[\w$]*(?:Error|Exception)|what went wrong|(?:failure|reason|problem|cause|offen[cs]e|violation)s?):$/i;

/** Whether a line is the headline of a reason, which stands below it. */
export function isHeadline(text: string): boolean {
  return text.endsWith(":") && HEADLINE.test(text.slice(-HEAD));
}

/** Whether a line only says what is being done. */
export function isRoutine(text: string): boolean {
  return sum(ROUTINE, text.slice(0, HEAD)) < 0;
}

/** Scores a line of output, without its controls and its clock, by what it says. */
export function signalsOf(line: string): LineSignals {
  if (line === "") return NOTHING;
  // Some patterns take the square of a line of white space.
  const text = line.slice(0, LONGEST);
  const [, boxed] = BOXED.exec(text) ?? [];
  if (boxed !== undefined && LABELLED.test(boxed)) return signalsOf(boxed);
  const isPointer = POINTER.test(text) && /[\^~]/.test(text);
  if (isPointer || QUOTED_SOURCE.test(text)) return { ...NOTHING, isFrame: true, isPointer };
  if (FRAME.test(text)) return { ...NOTHING, isFrame: true };
  if (!TRIGGER.test(text)) return NOTHING;
  // What matters of a long line stands at its beginning, but for minified sources and JSON, which hold everything.
  const head = text.slice(0, HEAD);
  const naming = sum(NAMING, head, MOST_NAMING), reasons = sum(REASONS, head, MOST_REASONS);
  const isConsequence = CONSEQUENCE.test(head), doubt = sum(DOUBTS, head);
  const givesUp = isConsequence && doubt === 0;
  if (naming + reasons === 0) return { ...NOTHING, isConsequence, givesUp };
  // A label alone, such as "npm error path /srv", says that there is an error and not which.
  const bare = reasons === 0 && naming < 5 ? 2 : 0;
  const score = Math.min(naming, MOST_NAMING) + Math.min(reasons, MOST_REASONS) + doubt +
    sum(ROUTINE, head) - (isConsequence ? 6 : 0) - bare - (text.length > 600 ? 1 : 0);
  return { score, isConsequence, givesUp, isFrame: false, isPointer: false };
}

/** The weights of those that fit, at least as far as to `enough`. */
function sum(signals: readonly Signal[], text: string, enough = Infinity): number {
  let total = 0;
  for (const { weight, pattern } of signals) {
    if (pattern.test(text) && (total += weight) >= enough) break;
  }
  return total;
}
