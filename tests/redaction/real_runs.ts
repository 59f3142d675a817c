import { spawnSync } from "node:child_process";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { countUnder } from "../e2e/support/home_search.ts";
import { events } from "../e2e/support/log.ts";
import type { Program } from "../e2e/support/program.ts";
import { Scratch } from "../e2e/support/scratch.ts";
import { runScript, utf8 } from "../e2e/support/script.ts";

/** A command of everyday use that prints a secret. */
export interface RealRun {
  readonly name: string;
  /** The programs that it needs. */
  readonly needs: readonly string[];
  /** Prepares the folder; what it prints is not looked at. */
  readonly prepare?: string;
  /** What is recorded, as typed in bash; `$PORT` is that of a server which answers with the headers that it got. */
  readonly command: string;
  /** A line of the log that shows the mask. */
  readonly shows: RegExp;
}

/** What a run has left. */
export interface RealRunResult {
  /** What the command printed without us, and with us. */
  readonly bare: string;
  readonly passed: string;
  /** The command line and the output, as the log has them. */
  readonly preview: string;
  readonly logged: readonly string[];
  /** How often a secret stands in what was printed, and in files under the home, in any of its forms. */
  readonly printedCount: number;
  readonly homeCount: number;
}

// Made up, and of no shape that a service gives its tokens.
const TOKEN = "made-up-deploy-token-4711", PASSWORD = "made+up/p@ssword 4712";
const NPM_TOKEN = "made-up-npm-token-4713", PUSH_PASSWORD = "made-up-push-password-4714";
const BEARER = "made-up-bearer-4715-not-in-the-environment";
const SECRETS = [TOKEN, PASSWORD, NPM_TOKEN, PUSH_PASSWORD, BEARER];
const FORMS = [
  ...new Set(SECRETS.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString("hex"),
    // Behind a user's name and a colon, but for what is at its ends.
    Buffer.from(`ada:${secret}`).toString("base64").slice(6, -4),
    Buffer.from(secret).toString("base64").slice(0, -4),
  ])),
];

export const REAL_RUNS: readonly RealRun[] = [
  {
    name: "the environment",
    needs: [],
    command: "env",
    shows: /^DEPLOY_TOKEN=\*\*\*$/,
  },
  {
    name: "a header that is in no variable",
    needs: ["curl"],
    command: `curl -sS -v -H "Authorization: Bearer ${BEARER}" http://127.0.0.1:$PORT/v1/deploy`,
    shows: /^> Authorization: Bearer \*\*\*$/,
  },
  {
    name: "a name and a password, in base64",
    needs: ["curl"],
    command: `curl -sS -v -u "ada:$DB_PASSWORD" "http://127.0.0.1:$PORT/?token=$DEPLOY_TOKEN"`,
    shows: /^> Authorization: Basic \*\*\*/,
  },
  {
    name: "the configuration of npm",
    needs: ["npm"],
    prepare:
      `printf '%s\\n' 'registry=http://127.0.0.1:9/' '//127.0.0.1:9/:_authToken=${NPM_TOKEN}' > .npmrc`,
    command: "npm config list; cat .npmrc",
    shows: /:_authToken=\*\*\*$/,
  },
  {
    name: "a push to a URL with a password",
    needs: ["git"],
    prepare: "git init -q -b main . && git -c user.name=Ada -c user.email=ada@example.com " +
      "commit -q --allow-empty -m one",
    command: `GIT_TRACE=1 git push http://ada:${PUSH_PASSWORD}@127.0.0.1:9/shop.git main`,
    shows: /built-in: git push http:\/\/ada:\*\*\*@127\.0\.0\.1:9\/shop\.git main$/,
  },
];

/** Whether all that a run needs is installed. */
export function canRun({ needs }: RealRun): boolean {
  return needs.every((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0);
}

/** Runs a command without us and then recorded, against a server of its own. */
export async function realRun(run: RealRun, program: Program): Promise<RealRunResult> {
  using scratch = new Scratch();
  const server = await echoServer();
  try {
    const { port } = server.address() as AddressInfo;
    const quoted = `'${run.command.replaceAll("'", `'\\''`)}'`;
    // The variables that matter, and no others of whoever runs this.
    const clean = `env -i PATH="$PATH" HOME="$PWD" ZIG_HOME="$ZIG_HOME" PORT=${port} \\
      DEPLOY_TOKEN='${TOKEN}' DB_PASSWORD='${PASSWORD}' NO_UPDATE_NOTIFIER=1 npm_config_cache="$PWD/.npm" \\
      npm_config_update_notifier=false`;
    await runScript(scratch, program, run.prepare ?? "");
    const bare = await runScript(scratch, program, `${clean} bash -c ${quoted} 2>&1`);
    const passed = await runScript(
      scratch,
      program,
      `${clean} "\${R[@]}" bash -c ${quoted} 2>&1`,
    );
    const told = (text: string) => utf8(text).replaceAll(String(port), "8080");
    const preview = events(scratch).flatMap((event) =>
      event.type === "step_started" ? [event.prompt_preview] : []
    );
    return {
      bare: told(bare.stdout),
      passed: told(passed.stdout),
      preview: preview[0] ?? "",
      logged: events(scratch).flatMap((event) =>
        event.type === "step_output" ? [told(event.line)] : []
      ),
      printedCount: occurrences(passed.stdout),
      homeCount: countUnder(scratch.home, FORMS),
    };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function occurrences(text: string): number {
  return FORMS.reduce((sum, form) => sum + text.split(form).length - 1, 0);
}

/** Answers with what it was asked, as JSON. */
function echoServer(): Promise<http.Server> {
  const server = http.createServer(({ url, headers }, response) => {
    response.end(`${JSON.stringify({ url, authorization: headers.authorization })}\n`);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
