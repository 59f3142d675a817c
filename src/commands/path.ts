import fs from "node:fs";
import { configPlaces, existingConfigs } from "../config/config_files.ts";
import {
  findProjectRoot,
  globalIndexPath,
  NotFoundError,
  projectPaths,
  type SessionScope,
} from "../session/mod.ts";
import {
  CHOICE_OPERANDS,
  CHOICE_OPTIONS,
  type ChoiceOptions,
  chooseSession,
} from "../options/sessions/choose_session.ts";
import { UsageError } from "../options/errors.ts";
import { isOutTerminal, writeOut } from "../view/terminal/io.ts";
import { jsonText } from "../view/terminal/json_text.ts";
import { nothingRecordedText, scopeOf } from "../options/sessions/session_scope.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import type { CommandSpec } from "./command.ts";

interface PathOptions extends ChoiceOptions {
  index: boolean;
  config: boolean;
  json: boolean;
}

/** `zig-session path`: where a session's log lies, for other programs. */
export const command: CommandSpec<PathOptions> = {
  operands: CHOICE_OPERANDS,
  options: [
    ...CHOICE_OPTIONS,
    {
      flags: "--index",
      summary: "the index instead: the project's, or with --global that of all projects",
    },
    {
      flags: "--config",
      summary: "where configurations are looked for instead, one a line: your own, the project's",
    },
    { flags: "--json", summary: "print one JSON object" },
  ],
  examples: [
    ["less $(zig-session path)", "the latest log as it is"],
    ["jq . $(zig-session path --index)", "what the project's index holds"],
  ],
  run(options, [id]) {
    const { index, json } = options;
    if (options.config) return printConfigPlaces(options, id);
    const path = index ? indexOf(options, id) : chooseSession(options, id).log_path;
    if (!fs.existsSync(path)) {
      throw new NotFoundError(
        index
          ? nothingRecordedText(scopeOf(options))
          : `The log "${path}" is gone: only the index still knows of the session. "zig-session rm" takes it out there.`,
      );
    }
    writeOut(`${json ? jsonText({ path }) : plainPath(path)}\n`);
    return 0;
  },
};

/** A program gets a path as it is; a name out of an index must not move somebody's cursor. */
function plainPath(path: string): string {
  return isOutTerminal() ? terminalText(path) : path;
}

/** Also those where there is none, because it may be made there. */
function printConfigPlaces(options: Partial<PathOptions>, id: string | undefined): number {
  const { index, latest, active, global, project, json } = options;
  if (id !== undefined || index || latest || active || global || project !== undefined) {
    throw new UsageError(
      "--config is of the current folder: it takes nothing beside it but --json.",
    );
  }
  const places = configPlaces(), existing = existingConfigs(places);
  const configs = places.map((place) => ({
    path: place.path,
    of: place.root === undefined ? "user" : "project",
    is_read: existing.includes(place),
  }));
  const lines = configs.map(({ path }) => `${plainPath(path)}\n`);
  writeOut(json ? `${jsonText({ configs })}\n` : lines.join(""));
  return 0;
}

function indexOf(options: Partial<PathOptions>, id: string | undefined): string {
  if (id !== undefined || options.latest || options.active) {
    throw new UsageError("--index is the path of an index, which is not that of one session.");
  }
  const scope: SessionScope = scopeOf(options);
  if (scope.global) return globalIndexPath();
  return projectPaths(findProjectRoot(scope.project ?? ".")).index;
}
