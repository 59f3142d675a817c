import fs from "node:fs";
import { basename } from "node:path";
import process from "node:process";
import { NO_REDACT_OPTION, textMask } from "../capture/recording/command_redaction.ts";
import { permissionWarning } from "../capture/permission_warning.ts";
import { parseName } from "../capture/recording_option_list.ts";
import { findProjectRoot, SessionWriter } from "../session/mod.ts";
import { OPEN_EXPIRES_SECS, openMarkFields } from "../session/writing/open_mark.ts";
import { outerSessionFields } from "../session/workflow/outer_session.ts";
import { reasonOf } from "../storage/errors.ts";
import { insecurePaths } from "../storage/private/insecure_paths.ts";
import { UsageError } from "../options/errors.ts";
import { writeError, writeOut } from "../view/terminal/io.ts";
import { parseDuration } from "../options/values/parse_duration.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import type { CommandSpec } from "./command.ts";

interface StartOptions {
  workflow: string;
  workflowPath: string;
  prompt: string;
  tiers: number;
  expires: number;
  githubEnv: boolean;
  redact: boolean;
  warnings: boolean;
}

/** `zig-session start`: begins a session to which separate processes add steps, and prints its id. */
export const command: CommandSpec<StartOptions> = {
  addsToSession: true,
  options: [
    {
      flags: "--workflow <name>",
      summary: "name of the session (default: the project's folder)",
      parse: parseName,
    },
    { flags: "--workflow-path <path>", summary: "where the workflow is written down" },
    { flags: "--prompt <text>", summary: "a note that is kept with the session" },
    { flags: "--tiers <n>", summary: "how many tiers are planned", parse: parseTiers },
    {
      flags: "--expires <duration>",
      summary: "time without an event after which it counts as crashed (default: 24h)",
      parse: parseExpiry,
    },
    {
      flags: "--github-env",
      summary: "also set ZIG_SESSION_ID for the job's next steps, by $GITHUB_ENV",
    },
    NO_REDACT_OPTION,
    { flags: "--no-warnings", summary: "do not say that others may write to what is recorded" },
  ],
  examples: [
    ["export ZIG_SESSION_ID=$(zig-session start --workflow release)", "for the steps of a script"],
    ["zig-session start --workflow release --github-env", "for the steps of a job on GitHub"],
  ],
  async run(options) {
    const { warnings = true } = options;
    const environmentFile = options.githubEnv ? openGithubEnv() : undefined;
    const cwd = process.cwd();
    const project = findProjectRoot(cwd) ?? cwd;
    const mask = await textMask(options.redact);
    const writer = SessionWriter.create({
      workflow_name: mask(options.workflow ?? (basename(project) || "session")),
      workflow_path: mask(options.workflowPath ?? project),
      shownCwd: mask,
      prompt: options.prompt === undefined ? null : mask(options.prompt),
      tier_count: options.tiers ?? 0,
      extra: {
        ...openMarkFields({ expiresSecs: options.expires ?? OPEN_EXPIRES_SECS }),
        ...outerSessionFields(process.env),
      },
    });
    writer.close();
    if (environmentFile !== undefined) {
      fs.writeSync(environmentFile, `ZIG_SESSION_ID=${writer.sessionId}\n`);
      fs.closeSync(environmentFile);
    }
    writeOut(`${writer.sessionId}\n`);
    const warning = permissionWarning(insecurePaths());
    if (warnings && warning !== undefined) writeError(`zig-session: ${terminalText(warning)}\n`);
    return 0;
  },
};

/** Before there is a session that nobody would know of. */
function openGithubEnv(): number {
  const path = process.env["GITHUB_ENV"];
  if (!path) {
    throw new UsageError(
      "--github-env needs GITHUB_ENV, which GitHub sets for the steps of a job.",
    );
  }
  try {
    return fs.openSync(path, "a");
  } catch (error) {
    throw new Error(`Could not write "${path}", which GITHUB_ENV names: ${reasonOf(error)}`);
  }
}

function parseTiers(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UsageError(`--tiers is a number of tiers from 0 on, not "${text}".`);
}

function parseExpiry(text: string): number {
  const seconds = parseDuration(text);
  if (seconds > 0) return seconds;
  throw new UsageError(`--expires is longer than 0s, not "${text}".`);
}
