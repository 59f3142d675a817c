import fs from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { PROGRAMS } from "../e2e/support/program.ts";
import { canRun, REAL_RUNS, realRun } from "./real_runs.ts";

const DOCUMENT = fileURLToPath(new URL("real_runs.md", import.meta.url));
const INTRODUCTION = `# Secrets in real runs

What everyday commands print, and what is in the log of it. The secrets are made up. \`DEPLOY_TOKEN\`
and \`DB_PASSWORD\` are variables of the environment; the others are known by their look alone. The
command's own output is passed on as it is, for \`--redact-output\` is not given. Then every file under
the home is searched for the secrets, also in URLs, JSON, base64 and hexadecimal.

Written by \`deno task compile && deno run -A tests/redaction/write_document.ts\`; \`deno task test:e2e\` runs
the same commands.
`;

const executable = PROGRAMS.find(({ name }) => name === "executable");
if (!executable) throw new Error("there is no executable to run");
const parts = [INTRODUCTION];
for (const run of REAL_RUNS) {
  if (!canRun(run)) throw new Error(`Install ${run.needs.join(", ")} first.`);
  const { bare, preview, logged, printedCount, homeCount } = await realRun(run, executable);
  parts.push(
    `## ${run.name[0]?.toUpperCase()}${run.name.slice(1)}\n`,
    block("console", `$ zig-session record -- bash -c '${run.command}'`),
    "Before, what it prints:\n",
    block("text", neutral(bare)),
    "After, what the log has of its output:\n",
    block("text", neutral(logged.join("\n"))),
    "And of its command line:\n",
    block("text", neutral(preview)),
    `Secrets in what it printed: ${printedCount}. In files under the home: **${homeCount}**.\n`,
  );
}
fs.writeFileSync(DOCUMENT, parts.join("\n"));
process.stdout.write(`${DOCUMENT}\n`);

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;
}

/** Without what is of this machine. */
function neutral(text: string): string {
  return text.replace(/\/\S*zig-session-test-\w+[/]work\b/g, "/home/ada/shop")
    .replace(/\/\S*zig-session-test-\w+\/zig-home/g, "/home/ada/.zig")
    .replace(/^(PATH=).*$/gm, "$1/usr/local/bin:/usr/bin:/bin")
    .replaceAll("\r", "");
}
