/** How a kind of secret looks, as sources of expressions. */
interface Look {
  /** What stands before the secret, from its anchor on. */
  readonly before: string;
  readonly secret: string;
  /** What the secret may be made of. */
  readonly part: string;
  readonly flags: string;
}

/** What makes it cheap to look for a kind of secret. */
interface Shortcuts {
  /** Says cheaply, for most of the places where an anchor stands, that no such secret does. */
  readonly isWorthATry?: (bytes: Uint8Array, at: number) => boolean;
  /** Of the anchors in a run of these, all fail where the first does: without it, each would read the run again. */
  readonly run?: RegExp;
}

/** A kind of secret that is known by its look. Its expressions are made when an anchor has been found: few commands need any. */
export class SecretShape {
  #whole: RegExp | undefined;
  #begun: RegExp | undefined;

  /** Each such secret has one of the `anchors`, texts of at least 3 characters; it is looked for from there. */
  constructor(
    readonly anchors: readonly string[],
    readonly look: Look,
    readonly shortcuts: Shortcuts,
  ) {}

  /** Whether the secret begins with its anchor. */
  get isToken(): boolean {
    return this.look.before === TOKEN_START;
  }

  /** Matches from an anchor on; group 1, at the end of the match, is the secret. */
  get whole(): RegExp {
    const { before, secret, flags } = this.look;
    return this.#whole ??= new RegExp(`${before}(${secret})`, flags);
  }

  /** Matches from an anchor to the end of an unfinished line; group 1, at its end, is what may become the secret. */
  get begun(): RegExp {
    const { before, part, flags } = this.look;
    return this.#begun ??= new RegExp(`${before}(${part}*)$`, flags);
  }
}

/** How many characters behind its anchor a secret may reach, and how many before it have a say. */
export const LONGEST_SHAPE = 8192, SHAPE_LOOKBEHIND = 64;

/** What stands before a token: no letter or digit, unless it is of an escape of JSON, of a URL, or of a terminal. */
export const TOKEN_START = String
  .raw`(?:(?<![A-Za-z0-9])|(?<=\\(?:[bfnrt]|u[0-9a-fA-F]{4})|%[0-9a-fA-F]{2}|\x1b\[[\d;]{0,20}m))`;
const AUTHORIZATION = ["uthorization", "UTHORIZATION"];
const HEADER = String.raw`uthorization\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?`;

/**
 * The shapes of secrets that are masked wherever they stand. Each expression is tried at its anchors alone, in time that
 * grows with what it reads, at most twice {@link LONGEST_SHAPE} characters; it is for text of one character a byte.
 */
export const SECRET_SHAPES: readonly SecretShape[] = [
  // JSON Web Tokens: header, payload and signature; encrypted ones have five parts.
  token(
    ["eyJ"],
    String.raw`eyJ[\w-]{10,}\.[\w-]{4,}\.[\w.-]{4,}`,
    String.raw`[\w.-]`,
    /[\w-]*/y,
  ),
  // AWS: access key ids; the secret ones have no look of their own, but names.
  token(["AKIA", "ASIA", "ABIA", "ACCA"], "A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}(?![A-Za-z0-9])"),
  named(
    [
      "cret_access_key",
      "cretAccessKey",
      "CRET_ACCESS_KEY",
      "sion_token",
      "sionToken",
      "SION_TOKEN",
    ],
    String.raw`[A-Za-z_]{9,15}["']?\s{0,4}[:=]\s{0,4}["']?`,
    "[A-Za-z0-9/+=]{40,}",
    "[A-Za-z0-9/+=]",
  ),
  // GitHub, GitLab, Slack, npm.
  token(["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], String.raw`gh[opusr]_\w{36,}`),
  token(["github_pat_"], String.raw`github_pat_\w{36,}`),
  token(
    ["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "glimt-", "glagent-"],
    String.raw`gl[a-z]{2,5}-[\w.-]{20,}`,
    String.raw`[\w.-]`,
  ),
  token(
    ["xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xoxe.", "xapp-"],
    String.raw`(?:xox[abeoprs]-|xoxe\.xox[a-z]-|xapp-)\d[\w.-]{10,}`,
    String.raw`[\w.-]`,
  ),
  named(["hooks.slack.com/"], "hooks.slack.com/[a-z]{1,20}/", "[A-Za-z0-9/]{20,}", "[A-Za-z0-9/]"),
  token(["npm_"], "npm_[A-Za-z0-9]{36,}"),
  named(
    [":_auth", ":_password", "_authToken"],
    String.raw`:?_(?:authToken|auth|password)["']?\s{0,4}[=:]\s{0,4}["']?`,
    String.raw`(?!\$\{|\()[^\s"'*]{6,}`,
    String.raw`[^\s"'*]`,
  ),
  // OpenAI, Anthropic and others that have taken their form; Stripe.
  token(
    ["sk-"],
    String
      .raw`sk-(?:(?:proj|ant|svcacct|admin|or|None)-(?=[\w-]{0,256}\d)[\w-]{20,}|[A-Za-z0-9]{32,})`,
    String.raw`[\w-]`,
  ),
  token(["sk_live_", "rk_live_", "sk_test_"], "[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"),
  // Google, Docker Hub, PyPI, Hugging Face, DigitalOcean.
  token(["AIza"], String.raw`AIza[\w-]{35}(?![\w-])`, String.raw`[\w-]`),
  token(["dckr_pat_"], String.raw`dckr_pat_[\w-]{20,}`, String.raw`[\w-]`),
  token(["pypi-AgE"], String.raw`pypi-AgE[\w-]{50,}`, String.raw`[\w-]`),
  token(["hf_"], "hf_[A-Za-z0-9]{30,}"),
  token(["dop_v1_"], "dop_v1_[0-9a-f]{64}"),
  // The password of a URL. What cannot stand in one keeps examples such as `user:<password>@host` readable.
  named(
    ["://"],
    String.raw`:\/\/[^\s\/?#@:"'<>|\\]{0,256}:`,
    String
      .raw`(?!(?:\*\*\*|\$\{?\w{1,64}\}?|%[a-z]|\{{1,2}[\w .-]{1,64}\}{1,2}|\[[\w .-]{1,64}\])@)[^\s\/?#"'<>|\\]{1,1024}(?=@)`,
    String.raw`[^\s\/?#"'<>|\\]`,
    hasUserPart,
  ),
  // Headers, as `curl -v` and many a debug log show them, also in JSON.
  named(
    AUTHORIZATION,
    String.raw`${HEADER}(?:basic|bearer|token|negotiate|ntlm|apikey)\s{1,4}`,
    String.raw`(?![$*<])[^\s"'*,\\]{6,}`,
    String.raw`[^\s"'*,\\]`,
  ),
  named(
    AUTHORIZATION,
    HEADER,
    String.raw`(?![$*<])(?=[^\s"'*,\\]{0,256}\d)[^\s"'*,\\]{16,}`,
    String.raw`[^\s"'*,\\]`,
  ),
  named(
    AUTHORIZATION,
    String.raw`${HEADER}(?:digest|aws4-hmac-sha256)\s{1,4}`,
    String.raw`[^\r\n*]{16,}`,
    String.raw`[^\r\n*]`,
  ),
  named(
    ["earer ", "EARER "],
    "earer {1,4}",
    String.raw`(?=[\w.~+\/=-]{0,256}\d)[\w.~+\/=-]{16,}`,
    String.raw`[\w.~+\/=-]`,
  ),
  named(
    [
      "-api-key",
      "-Api-Key",
      "-API-Key",
      "-API-KEY",
      "rivate-token",
      "rivate-Token",
      "RIVATE-TOKEN",
    ],
    String.raw`[\w-]{8,12}\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?`,
    String.raw`(?![$*<])(?=[^\s"'*,\\]{0,256}\d)[^\s"'*,\\]{8,}`,
    String.raw`[^\s"'*,\\]`,
  ),
  // A key on one line, as in JSON; one on lines of its own is for KeyBlock.
  named(
    ["PRIVATE KEY"],
    String.raw`(?<=-----BEGIN [A-Z0-9 ]{0,40})PRIVATE KEY(?: BLOCK)?-----`,
    String.raw`(?:\\{1,8}[rn]|\s)[^"'*-]{16,}`,
    `[^"'*-]`,
  ),
];

/** A secret that begins with its anchor, where no word is before it; `part` is what it may be made of. */
function token(anchors: readonly string[], secret: string, part = "\\w", run?: RegExp) {
  const look = { before: TOKEN_START, secret, part, flags: "y" };
  return new SecretShape(anchors, look, { isWorthATry: isLongWord, ...(run && { run }) });
}

/** A secret that stands behind something that names it. */
function named(
  anchors: readonly string[],
  before: string,
  secret: string,
  part: string,
  isWorthATry?: Shortcuts["isWorthATry"],
) {
  const look = { before, secret, part, flags: "iy" };
  return new SecretShape(anchors, look, isWorthATry ? { isWorthATry } : {});
}

const SPACE = 0x20, SLASH = 0x2f, AT_SIGN = 0x40;
// As short as the shortest of the tokens; an unfinished line may hold less of one.
const LONG_WORD = 14;

/** Whether nothing but spaces, or the end, follows soon. */
function isLongWord(bytes: Uint8Array, at: number): boolean {
  const end = Math.min(bytes.length, at + LONG_WORD);
  for (let next = at; next < end; next++) if ((bytes[next] ?? 0) <= SPACE) return false;
  return true;
}

/** Whether an `@` stands before the next `/` or space behind `://`, or none of them does. */
function hasUserPart(bytes: Uint8Array, at: number): boolean {
  for (let next = at + 3; next < bytes.length; next++) {
    const byte = bytes[next] ?? 0;
    if (byte === AT_SIGN) return true;
    if (byte === SLASH || byte <= SPACE) return false;
  }
  return true;
}
