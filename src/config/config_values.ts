import { UsageError } from "../options/errors.ts";
import { nearestWord } from "./nearest_word.ts";
import type { JsonNode } from "./parse_jsonc.ts";

/** Where a value stands, and who hears of what is wrong with it. */
export interface Spot {
  /** Such as `redact.patterns`. */
  readonly name: string;
  readonly isProject: boolean;
  readonly onFault: (node: JsonNode, text: string) => void;
}

/** What a key of the configuration takes. */
export interface ConfigKey<T> {
  /** Whether a project may set it, which may be a stranger's. */
  readonly ofProjects: boolean;
  /** Undefined for what is wrong, of which the spot hears. */
  read(node: JsonNode, spot: Spot): T | undefined;
}

/** What is read of a group of keys: those that are there. */
export type ConfigOf<Keys> = {
  readonly [Name in keyof Keys]?: Keys[Name] extends ConfigKey<infer T> ? T : never;
};

/** A key that a project may set, too. */
export function ofProjects<T>(key: ConfigKey<T>): ConfigKey<T> {
  return { ...key, ofProjects: true };
}

/** An object of these keys and no others; a project may set those of them that are its to set. */
export function group<Keys extends Readonly<Record<string, ConfigKey<unknown>>>>(
  keys: Keys,
): ConfigKey<ConfigOf<Keys>> {
  const read = (node: JsonNode, spot: Spot) => {
    if (node.type !== "object") return refuse(node, spot, "an object { … }");
    const seen = new Set<string>(), values: Record<string, unknown> = {};
    for (const [keyNode, value] of membersOf(node)) {
      const key = String(keyNode.value), name = spot.name === "" ? key : `${spot.name}.${key}`;
      const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
      if (seen.has(key)) spot.onFault(keyNode, `${shown(name)} stands twice: keep one of them`);
      else if (!known) spot.onFault(keyNode, unknownKey(spot.name, key, Object.keys(keys)));
      else if (spot.isProject && !known.ofProjects) spot.onFault(keyNode, ownOnly(name));
      else {
        const read = value && known.read(value, { ...spot, name });
        if (read !== undefined) values[key] = read;
      }
      seen.add(key);
    }
    return values as ConfigOf<Keys>;
  };
  return { ofProjects: Object.values(keys).some((key) => key.ofProjects), read };
}

// It is shown whole where it is not understood.
const LONGEST_TEXT = 1000;

/** A text that `parse` understands; its UsageError says what is wrong. `expects` is such as `a size such as "64KiB"`. */
export function text<T>(
  expects: string,
  parse: (text: string, name: string, node: JsonNode) => T,
): ConfigKey<T> {
  const read = (node: JsonNode, spot: Spot) => {
    if (node.type !== "string") return refuse(node, spot, expects);
    const given = String(node.value);
    if (given.length === 0 || given.length > LONGEST_TEXT) {
      return refuse(node, spot, `${expects}, of 1 to ${LONGEST_TEXT} characters`);
    }
    try {
      return parse(given, shown(spot.name), node);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      spot.onFault(node, error.message.replace(/\.$/, ""));
      return undefined;
    }
  };
  return { ofProjects: false, read };
}

const MOST_ITEMS = 100;

/** A list of at most 100 of something. */
export function list<T>(item: ConfigKey<T>, expects: string): ConfigKey<readonly T[]> {
  const read = (node: JsonNode, spot: Spot) => {
    if (node.type !== "array") return refuse(node, spot, expects);
    const { children = [] } = node, beyond = children[MOST_ITEMS];
    if (beyond) spot.onFault(beyond, `${shown(spot.name)} takes at most ${MOST_ITEMS}`);
    return children.slice(0, MOST_ITEMS).flatMap((child) => item.read(child, spot) ?? []);
  };
  return { ofProjects: false, read };
}

/** One of these words. */
export function choice<Word extends string>(...words: readonly Word[]): ConfigKey<Word> {
  const expects = `one of ${words.map((word) => `"${word}"`).join(", ")}`;
  return text(expects, (given, name) => {
    const word = words.find((word) => word === given);
    if (word !== undefined) return word;
    throw new UsageError(`${name} is ${expects}, not ${shown(given)}`);
  });
}

/** A whole number from 0 to 999,999,999. */
export const count: ConfigKey<number> = {
  ofProjects: false,
  read(node, spot) {
    const value: unknown = node.value;
    const isCount = node.type === "number" && Number.isInteger(value) &&
      Number(value) >= 0 && Number(value) < 1e9;
    return isCount ? Number(value) : refuse(node, spot, "a whole number from 0 on such as 100");
  },
};

/** true or false. */
export const flag: ConfigKey<boolean> = {
  ofProjects: false,
  read: (node, spot) =>
    node.type === "boolean" ? node.value === true : refuse(node, spot, "true or false"),
};

function membersOf({ children = [] }: JsonNode): [JsonNode, JsonNode | undefined][] {
  return children.flatMap(({ children: [key, value] = [] }): [JsonNode, JsonNode | undefined][] =>
    key ? [[key, value]] : []
  );
}

function refuse(node: JsonNode, { name, onFault }: Spot, expects: string): undefined {
  onFault(
    node,
    `${name === "" ? "The configuration" : shown(name)} is ${expects}, not ${found(node)}`,
  );
}

function unknownKey(place: string, key: string, known: readonly string[]): string {
  const meant = nearestWord(key, known);
  const where = place === "" ? "" : ` of ${shown(place)}`;
  const hint = meant === undefined ? "" : ` (did you mean "${meant}"?)`;
  return `unknown key ${shown(key)}${where}${hint}. Known keys: ${known.join(", ")}`;
}

function ownOnly(name: string): string {
  return `${shown(name)} is not for a project to set, only for your own configuration`;
}

function found({ type, value }: JsonNode): string {
  if (type === "object") return "an object";
  if (type === "array") return "a list";
  return type === "string" ? shown(String(value)) : String(value);
}

const MOST_SHOWN = 40;

function shown(word: string): string {
  return `"${word.length > MOST_SHOWN ? `${word.slice(0, MOST_SHOWN)}…` : word}"`;
}
