import type { SessionStatus } from "../session/mod.ts";
import { withSharedLog } from "../session/workflow/shared_log.ts";
import { endSession } from "../session/workflow/workflow_events.ts";
import { UsageError } from "../options/errors.ts";
import { writeError } from "../view/terminal/io.ts";
import {
  requiredSession,
  SESSION_OPTION,
  type SessionOption,
} from "../options/sessions/session_option.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import type { CommandSpec } from "./command.ts";

interface EndOptions extends SessionOption {
  status: SessionStatus;
  force: boolean;
  quiet: boolean;
  exitCode: boolean;
}

/** `zig-session end`: ends a session to which separate processes have added steps. */
export const command: CommandSpec<EndOptions> = {
  addsToSession: true,
  options: [
    {
      flags: "--status <status>",
      summary: "success or failure (default: failure if a step has failed)",
      parse: parseStatus,
    },
    { flags: "--force", summary: "also while steps still run, which then count as failed" },
    { flags: "--exit-code", summary: "exit with 1 if the session failed (default: 0)" },
    { flags: "-q, --quiet", summary: "say nothing" },
    SESSION_OPTION,
  ],
  examples: [
    ["zig-session end", "ends the session in ZIG_SESSION_ID"],
    ["zig-session end --status failure", "whatever became of its steps"],
    [
      "zig-session end --exit-code",
      "fail the CI job too: 0 success, 1 a step failed or still runs, 2 trouble",
    ],
  ],
  run(options) {
    const { status, force = false, quiet = false, exitCode = false } = options;
    return withSharedLog(requiredSession(options), (writer) => {
      const ended = endSession(writer, { status, force });
      writer.stampEnd(ended);
      const verdict = ended === "success" ? "completed" : "failed";
      const place = `${writer.sessionId} ${verdict}: ${writer.logPath}`;
      if (!quiet) writeError(`zig-session: session ${terminalText(place)}\n`);
      return exitCode && ended === "failure" ? 1 : 0;
    });
  },
};

function parseStatus(text: string): SessionStatus {
  if (text === "success" || text === "failure") return text;
  throw new UsageError(`--status must be success or failure, not "${text}".`);
}
