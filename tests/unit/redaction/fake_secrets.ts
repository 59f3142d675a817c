/** Text of this length that looks drawn, from an alphabet; no real secret, and always the same. */
export function drawn(alphabet: string, length: number, seed = 7): string {
  let state = seed, text = "";
  while (text.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += alphabet[(state >> 8) % alphabet.length];
  }
  return text;
}

export const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", DIGITS = "0123456789";
export const ALNUM = UPPER + UPPER.toLowerCase() + DIGITS;

/** Secrets by their kind, put together here so that no scanner takes this file for a leak. */
export const FAKE_SECRETS: Readonly<Record<string, string>> = {
  "JSON Web Token": ["ey" + "JhbGciOiJIUzI1NiJ9", drawn(ALNUM, 40), drawn(ALNUM, 43, 9)].join("."),
  "AWS access key": "AK" + "IA" + drawn(UPPER + "234567", 16),
  "temporary AWS access key": "AS" + "IA" + drawn(UPPER + "234567", 16),
  "GitHub token": "gh" + "p_" + drawn(ALNUM, 36),
  "GitHub app token": "gh" + "s_" + drawn(ALNUM, 36),
  "fine-grained GitHub token": "github" + "_pat_" + drawn(ALNUM, 22) + "_" + drawn(ALNUM, 59),
  "GitLab token": "gl" + "pat-" + drawn(ALNUM, 20),
  "GitLab runner token": "gl" + "rt-" + drawn(ALNUM, 20),
  "Slack bot token": "xo" + "xb-" + drawn(DIGITS, 12) + "-" + drawn(ALNUM, 24),
  "Slack app token": "xa" + "pp-1-A0" + drawn(ALNUM, 30),
  "npm token": "np" + "m_" + drawn(ALNUM, 36),
  "OpenAI key": "s" + "k-" + drawn(ALNUM, 48),
  "OpenAI project key": "s" + "k-proj-" + drawn(ALNUM, 60),
  "Anthropic key": "s" + "k-ant-api03-" + drawn(ALNUM, 80) + "-AA",
  "Stripe key": "s" + "k_live_" + drawn(ALNUM, 24),
  "Google key": "AI" + "za" + drawn(ALNUM, 35),
  "Docker Hub token": "dckr" + "_pat_" + drawn(ALNUM, 27),
  "Hugging Face token": "h" + "f_" + drawn(ALNUM, 34),
};

/** A private key on lines of its own. */
export function fakeKey(lines = 5, kind = "RSA "): string {
  const body = Array.from({ length: lines }, (_, at) => drawn(ALNUM + "+/", 64, at + 3));
  return [
    `-----BEGIN ${kind}PRIVATE` + " KEY-----",
    ...body,
    drawn(ALNUM, 22, 5) + "==",
    `-----END ${kind}PRIVATE` + " KEY-----",
  ].join("\n");
}
