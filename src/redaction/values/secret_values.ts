import fs from "node:fs";
import { bytesOfSecret } from "./secret_bytes.ts";
import { isSecretName } from "./secret_names.ts";

/** The shortest value that is masked, in bytes: a shorter one stands in too many words. */
export const SHORTEST_SECRET_BYTES = 6;

/**
 * The secrets that an environment holds: the values of variables that are called so (see {@link isSecretName}), but for those
 * that name a file, and the passwords of all URLs.
 */
export function secretsOfEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const secrets = new Set<string>();
  for (const [name, value = ""] of Object.entries(environment)) {
    if (isSecretName(name, value) && !isFile(value)) secrets.add(value);
    else if (value.includes("://")) {
      for (const password of passwordsOf(value)) secrets.add(password);
    }
  }
  return [...secrets];
}

/** The secrets that a file names, one a line. */
export function secretsOfFile(text: string): string[] {
  return text.split(LINE_END).map((line) => line.trim()).filter((line) => line !== "");
}

/** The parts of a secret that stand on lines of their own where it is printed: one for a secret of one line. */
export function linesOfSecret(value: string): string[] {
  const lines = value.split(LINE_END);
  // A key that was put on one line, by a program that will put it on several again.
  const escaped = lines.flatMap((line) => line.includes("\\n") ? line.split("\\n") : []);
  return [...lines, ...escaped.filter((line) => line.length >= LONG_ENOUGH)]
    .map((line) => line.trim()).filter(isWorthMasking);
}

/**
 * Whether a value would be recognized as a secret: at least 6 bytes, and neither a word that is in every output, nor a number
 * of up to 7 digits, nor one character again and again, nor the first or last line of a key.
 */
export function isWorthMasking(value: string): boolean {
  return bytesOfSecret(value).length >= SHORTEST_SECRET_BYTES && !NO_SECRETS.test(value) &&
    !COMMON_WORDS.has(value.toLowerCase());
}

const LINE_END = /\r\n|\n|\r/;
const LONG_ENOUGH = 16;
const NO_SECRETS = /^(?:[+-]?\d{1,7}|(.)\1*|-----(?:BEGIN|END) [^-]*-----)$/;
const URL_PASSWORD = /:\/\/[^\s/?#@:]*:([^\s/?#@]+)@/g;

/** Also what people write where a secret will be, and what test databases have. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  `undefined default enabled disabled required optional production staging development testing
  localhost example password passwd secret secrets changeme postgres mysql redis mongodb guest
  github gitlab bearer public private readonly inherit always unknown string number boolean`
    .split(/\s+/),
);

function isFile(value: string): boolean {
  return value.startsWith("/") && fs.existsSync(value);
}

function passwordsOf(value: string): string[] {
  return [...value.matchAll(URL_PASSWORD)].flatMap(([, password = ""]) => {
    const plain = decoded(password);
    return plain === password ? [password] : [password, plain];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
