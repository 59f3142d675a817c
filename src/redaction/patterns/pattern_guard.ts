import { parsePattern, PatternFault, type PatternNode } from "./pattern_parser.ts";
import type { SafePattern } from "./pattern_runner.ts";

// At some 5 ns each, the longest try takes about a second.
const MOST_STEPS = 2e8;
// A tenth of a millisecond, a thousand times what a look at the clock takes.
const UNTIMED_STEPS = 2e4;
const LONGEST_WINDOW = 64 << 10, SHORTEST_WINDOW = 256;

/** An expression that may take for ever. */
export interface DangerousPattern {
  readonly unsafe: RegExp;
  /** Why, for a sentence. */
  readonly fault: string;
}

/**
 * Judges a user's expression by its structure: how long a try may take in the worst text. It gets so little text at once that
 * this is over in about a second; one for which that would be under 256 characters, or that can take exponential time, or
 * has a back reference, is refused with the reason. Throws SyntaxError for what is no expression at all.
 */
export function judgePattern(
  source: string,
  { ignoreCase = false } = {},
): SafePattern | DangerousPattern {
  const expression = compile(source, ignoreCase ? "gi" : "g");
  let cost: Cost;
  try {
    cost = costOf(parsePattern(source, expression.flags), undefined, false);
  } catch (error) {
    if (!(error instanceof PatternFault)) throw error;
    return { unsafe: expression, fault: error.message };
  }
  // One for the place at which it is tried, one for how far it reads, one for each choice that is made anew.
  const degree = 1 + (cost.reads ? 1 : 0) + cost.degree;
  const lengthFor = (steps: number) =>
    Math.floor((steps * factorial(degree) / cost.choices) ** (1 / degree));
  const safeLength = lengthFor(MOST_STEPS);
  if (safeLength < SHORTEST_WINDOW) {
    const fault = "it has too many ways to match the same text, and could take too long";
    return { unsafe: expression, fault };
  }
  const windowLength = Math.min(safeLength, LONGEST_WINDOW);
  return { source, expression, safeLength, windowLength, untimedLength: lengthFor(UNTIMED_STEPS) };
}

/** The time that a part may take, as `choices` × length ^ `degree`. */
interface Cost {
  readonly choices: number;
  readonly degree: number;
  /** Whether it may read any length of text. */
  readonly reads: boolean;
}

const FREE: Cost = { choices: 1, degree: 0, reads: false };
// More ways than this of one element are as good as any number.
const MANY = 64;
const NESTED =
  "a repetition within a repetition, or with alternatives that begin alike, could take for ever";

/** `follow` is what may stand behind the node; undefined when nothing has to. */
function costOf(node: PatternNode, follow: bigint | undefined, inLoop: boolean): Cost {
  switch (node.kind) {
    case "empty":
    case "set":
      return FREE;
    case "look":
      // It is tried wherever it stands.
      return plusRead(costOf(node.body, undefined, false));
    case "sequence": {
      let cost = FREE, behind = follow;
      for (const part of node.parts.toReversed()) {
        cost = product(cost, costOf(part, behind, inLoop));
        behind = part.nullable ? union(part.first, behind) : part.first;
      }
      return cost;
    }
    case "choice": {
      const overlap = node.parts.some((part, at) =>
        part.nullable || node.parts.slice(at + 1).some((other) => (part.first & other.first) !== 0n)
      );
      if (overlap && inLoop) throw new PatternFault(NESTED);
      const costs = node.parts.map((part) => costOf(part, follow, inLoop));
      return {
        choices: (overlap ? node.parts.length : 1) *
          Math.max(...costs.map(({ choices }) => choices)),
        degree: Math.max(...costs.map(({ degree }) => degree)),
        reads: costs.some(({ reads }) => reads),
      };
    }
    case "repeat":
      return costOfRepeat(node, follow, inLoop);
  }
}

function costOfRepeat(
  { body, min, max }: Extract<PatternNode, { kind: "repeat" }>,
  follow: bigint | undefined,
  inLoop: boolean,
): Cost {
  const loops = max > 1;
  if (loops && body.nullable && body.kind !== "empty") throw new PatternFault(NESTED);
  const isFree = max > MANY;
  const inner = costOf(body, loops ? union(body.first, follow) : follow, inLoop || isFree);
  // Where it ends is clear from the next character, unless that may be one of its own.
  const isAmbiguous = min !== max && follow !== undefined && (follow & body.first) !== 0n;
  if (isAmbiguous && inLoop) throw new PatternFault(NESTED);
  const times = isFree ? 1 : Math.max(1, max);
  const reads = isFree || inner.reads;
  if (isFree) {
    return { choices: inner.choices, degree: inner.degree + (isAmbiguous ? 1 : 0), reads };
  }
  return {
    choices: inner.choices ** times * (isAmbiguous ? max - min + 1 : 1),
    degree: inner.degree * times,
    reads,
  };
}

function product(a: Cost, b: Cost): Cost {
  return {
    choices: a.choices * b.choices,
    degree: a.degree + b.degree,
    reads: a.reads || b.reads,
  };
}

function plusRead(cost: Cost): Cost {
  return cost.reads ? { ...cost, degree: cost.degree + 1 } : cost;
}

function union(first: bigint, follow: bigint | undefined): bigint {
  return first | (follow ?? 0n);
}

function factorial(number: number): number {
  return number <= 1 ? 1 : number * factorial(number - 1);
}

/** Whole characters where the pattern allows it; `u` refuses escapes such as `\-` that people write. */
function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    return new RegExp(source, flags);
  }
}
