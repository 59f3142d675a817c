/** A part of a regular expression. */
export type PatternNode = PatternPart & {
  /** The characters with which it may begin, one bit each (see sample). */
  readonly first: bigint;
  /** Whether it may match nothing. */
  readonly nullable: boolean;
};

type PatternPart =
  | { readonly kind: "empty" }
  /** One character of a set. */
  | { readonly kind: "set" }
  | { readonly kind: "look"; readonly body: PatternNode }
  | { readonly kind: "sequence" | "choice"; readonly parts: readonly PatternNode[] }
  | {
    readonly kind: "repeat";
    readonly body: PatternNode;
    readonly min: number;
    /** Infinity for any number. */
    readonly max: number;
  };

/** Why an expression is refused. */
export class PatternFault extends Error {
  override readonly name = "PatternFault";
}

/** The structure of an expression that the runtime has accepted, as far as it decides on its time. Throws PatternFault. */
export function parsePattern(source: string, flags: string): PatternNode {
  const reader = new PatternReader(source, flags.replace(/[gi]/g, ""));
  const node = reader.choice();
  if (!reader.isAtEnd) throw new PatternFault(UNKNOWN);
  return node;
}

const UNKNOWN = "it has a form whose time cannot be judged";
const EMPTY: PatternNode = { kind: "empty", first: 0n, nullable: true };
/** With all of ASCII, it stands for all characters: one of each kind that classes such as `\w` tell apart. */
const KINDS_BEYOND = "\xa0éßſK日\u2028\ufeff\ufffd😀";
let madeSample: readonly string[] | undefined;
/** What names a character beyond ASCII, of which there are more than can be tried. */
const NAMES_BEYOND = /[^\0-\x7f]|\\[uxpP]/;

const GROUP = /\((\?:|\?=|\?!|\?<=|\?<!|\?<[^>]*>|(?!\?))/y;
const ASSERTION = /\\[bB]|[\^$]/y;
const BACK_REFERENCE = /\\(?:[1-9]|k<)/y;
const ATOM =
  /\\(?:u\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[pP]\{[^}]*\}|c[A-Za-z]|[^])|\[(?:[^\]\\]|\\[^])*\]|[^\\[\]()*+?|^$]/yu;
const QUANTIFIER = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y;

// Whoever reads it and judges it goes down by calls.
const MOST_DEPTH = 100;

class PatternReader {
  #at = 0;
  #depth = 0;
  /** By atom, because most stand in an expression again and again. */
  readonly #sets = new Map<string, bigint>();

  constructor(readonly source: string, readonly flags: string) {}

  get isAtEnd(): boolean {
    return this.#at >= this.source.length;
  }

  choice(): PatternNode {
    const parts = [this.#sequence()];
    while (this.#take(/\|/y)) parts.push(this.#sequence());
    const [only] = parts;
    if (only && parts.length === 1) return only;
    const first = parts.reduce((set, part) => set | part.first, 0n);
    return { kind: "choice", parts, first, nullable: parts.some(({ nullable }) => nullable) };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    let first = 0n, nullable = true;
    while (!this.isAtEnd && !/[|)]/.test(this.source[this.#at] ?? "")) {
      const part = this.#quantified(this.#term());
      if (nullable) first |= part.first;
      nullable &&= part.nullable;
      parts.push(part);
    }
    return { kind: "sequence", parts, first, nullable };
  }

  #term(): PatternNode {
    const group = this.#take(GROUP);
    if (group) {
      if (++this.#depth > MOST_DEPTH) throw new PatternFault("its groups are nested too deeply");
      const body = this.choice();
      this.#depth--;
      if (!this.#take(/\)/y)) throw new PatternFault(UNKNOWN);
      const isLook = /^\?(?:<?[=!])/.test(group[1] ?? "");
      return isLook ? { kind: "look", body, first: 0n, nullable: true } : body;
    }
    if (this.#take(ASSERTION)) return EMPTY;
    if (this.#take(BACK_REFERENCE)) {
      throw new PatternFault("a back reference could take for ever");
    }
    const atom = this.#take(ATOM);
    if (!atom) throw new PatternFault(UNKNOWN);
    return { kind: "set", first: this.#setOf(atom[0]), nullable: false };
  }

  #quantified(body: PatternNode): PatternNode {
    const found = this.#take(QUANTIFIER);
    if (!found) return body;
    const [, sign, low = "", comma, high = ""] = found;
    const min = sign ? (sign === "+" ? 1 : 0) : Number(low);
    const upper = comma ? (high === "" ? Infinity : Number(high)) : min;
    const max = sign ? (sign === "?" ? 1 : Infinity) : upper;
    const { first } = body;
    return { kind: "repeat", body, min, max, first, nullable: min === 0 || body.nullable };
  }

  /** With `i`, a set is at most too large, which makes the judgement stricter. */
  #setOf(atom: string): bigint {
    const known = this.#sets.get(atom);
    if (known !== undefined) return known;
    const expression = new RegExp(`^(?:${atom})$`, `${this.flags}i`);
    const characters = sample();
    let set = NAMES_BEYOND.test(atom) ? (1n << BigInt(characters.length)) - (1n << 128n) : 0n;
    for (const [bit, character] of characters.entries()) {
      if (expression.test(character)) set |= 1n << BigInt(bit);
    }
    this.#sets.set(atom, set);
    return set;
  }

  #take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.source);
    if (found) this.#at = expression.lastIndex;
    return found;
  }
}

/** Made when it is needed: few commands are given an expression. */
function sample(): readonly string[] {
  const ascii = () => Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
  return madeSample ??= [...ascii(), ...KINDS_BEYOND];
}
