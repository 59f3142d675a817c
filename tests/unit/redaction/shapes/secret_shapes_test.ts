import assert from "node:assert/strict";
import { test } from "node:test";
import { ALNUM, DIGITS, drawn, FAKE_SECRETS, fakeKey } from "../fake_secrets.ts";
import { masked } from "../masked.ts";

for (const [kind, secret] of Object.entries(FAKE_SECRETS)) {
  test(`Redactor masks a secret by its look: ${kind}`, () => {
    for (const [before, after] of [["", ""], ["token=", " ok"], ['{"a":"', '"}'], ["x ", "\n"]]) {
      assert.equal(masked(`${before}${secret}${after}`), `${before}***${after}`);
    }
    // As a part of a longer word it is none.
    assert.equal(masked(`a${secret}`), `a${secret}`);
    assert.equal(masked(masked(`a ${secret} b`)), "a *** b");
  });
}

const word = drawn(ALNUM, 30), short = "hunter" + "2!";
const NAMED: readonly (readonly [text: string, expected: string])[] = [
  [`Authorization: Bearer ${word}`, "Authorization: Bearer ***"],
  [`> authorization: token ${short}`, "> authorization: token ***"],
  [`"Authorization": "Basic ${word}==",`, `"Authorization": "Basic ***",`],
  [`-H 'Authorization: ${word}'`, "-H 'Authorization: ***'"],
  [
    `Proxy-Authorization: Digest username="a", response="${word}"`,
    "Proxy-Authorization: Digest ***",
  ],
  [`using bearer ${word} now`, "using bearer *** now"],
  [`X-Api-Key: ${word}`, "X-Api-Key: ***"],
  [`PRIVATE-TOKEN: ${word}`, "PRIVATE-TOKEN: ***"],
  [`//registry.npmjs.org/:_authToken=${word}`, "//registry.npmjs.org/:_authToken=***"],
  [`//registry.npmjs.org/:_password = "${word}"`, `//registry.npmjs.org/:_password = "***"`],
  [`aws_secret_access_key = ${drawn(ALNUM + "/+", 40)}`, "aws_secret_access_key = ***"],
  [`"SecretAccessKey": "${drawn(ALNUM + "/+", 40)}"`, `"SecretAccessKey": "***"`],
  [`export AWS_SESSION_TOKEN=${drawn(ALNUM + "/+", 300)}`, "export AWS_SESSION_TOKEN=***"],
  [`https://ada:${short}@git.example.com/shop.git`, "https://ada:***@git.example.com/shop.git"],
  [`postgres://ada:p@ss:${short}@db:5432/shop?x=1`, "postgres://ada:***@db:5432/shop?x=1"],
  [`redis://:${word}@cache:6379 and more`, "redis://:***@cache:6379 and more"],
  [`https://hooks.slack.com/services/T0${word}/B0`, "https://hooks.slack.com/services/***"],
  [
    JSON.stringify({ key: fakeKey(2, "") }),
    `{"key":"-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----"}`,
  ],
];

test("Redactor masks what is named as a secret, and leaves its name", () => {
  for (const [text, expected] of NAMED) {
    assert.equal(masked(text), expected);
    assert.equal(masked(`${text}\n`), `${expected}\n`);
    assert.equal(masked(expected), expected);
  }
});

test("Redactor leaves what only looks a little like a secret", () => {
  const near = [
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "id 7f9c24e8-3b12-4fef-91e0-5a1bd23f1c77",
    `data:image/png;base64,iVBORw0KGgo${drawn(ALNUM + "+/", 200)}=`,
    "token: true, secret=false, password: null",
    "https://example.com:8080/a@b and http://localhost:3000",
    "git@github.com:ada/shop.git ssh://git@example.com:22/shop",
    "https://user:$PASSWORD@host https://user:${TOKEN}@host https://<user>:<password>@host",
    "Authorization: Bearer $TOKEN",
    "Authorization: required for this host",
    "bearer authentication failed",
    "sk-button-primary-large-and-wide",
    "task-runner-with-a-very-long-name",
    "npm_config_registry=https://registry.npmjs.org/",
    "keyJar eyJ eyJhbGciOiJIUzI1NiJ9 without the rest",
    "AKIA is the prefix",
    "xoxb-is-a-slack-prefix",
    "//registry.npmjs.org/:_authToken=${NPM_TOKEN}",
    "; //registry.npmjs.org/:_authToken = (protected)",
    `sha512-${drawn(ALNUM + "+/", 86)}==`,
    "grep -- '-----BEGIN RSA PRIVATE" + " KEY-----' src",
    "ghp_short glpat-short",
    "12:30:45 https://a.example/b:c",
    "postgres://db:5432/shop",
  ];
  for (const text of near) assert.equal(masked(`${text}\n`), `${text}\n`);
});

test("KeyBlock masks each line of a key, whatever its kind, and nothing around it", () => {
  for (const kind of ["RSA ", "OPENSSH ", "EC ", "ENCRYPTED ", ""]) {
    const key = fakeKey(4, kind), [begin, ...rest] = key.split("\n"), end = rest.at(-1);
    const expected = ["before", begin, ...rest.slice(1).map(() => "***"), end, "after", ""].join(
      "\n",
    );
    assert.equal(masked(`before\n${key}\nafter\n`), expected);
    assert.equal(masked([...`before\n${key}\nafter\n`]), expected);
    assert.equal(masked(expected), expected);
    assert.equal(
      masked(`before\n${key}\nafter\n`.replaceAll("\n", "\r\n")),
      expected.replaceAll("\n", "\r\n"),
    );
  }
});

test("KeyBlock gives up after 200 lines, and where no key follows", () => {
  const begin = "-----BEGIN PRIVATE" + " KEY-----";
  const lines = Array.from({ length: 250 }, () => drawn(ALNUM, 64));
  const out = masked(`${begin}\n${lines.join("\n")}\n`).split("\n");
  assert.deepEqual(out.slice(1, 201), Array(200).fill("***"));
  assert.deepEqual(out.slice(201, 251), lines.slice(200));
  assert.equal(
    masked(`it begins with\n${begin}\nand so on\n${DIGITS}\n`),
    `it begins with\n${begin}\nand so on\n${DIGITS}\n`,
  );
});
