import fs from "node:fs";
import { projectPaths } from "../../../src/session/paths.ts";
import type { SessionOptions } from "../../../src/session/writing/session_options.ts";
import { SessionWriter } from "../../../src/session/writing/session_writer.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

/** A temporary home with a git project beside it. */
export class SessionPlace extends TemporaryFolder {
  readonly home = this.at("home");
  readonly project = this.at("shop");

  constructor() {
    super();
    fs.mkdirSync(this.at("shop", ".git"), { recursive: true });
  }

  get paths(): ReturnType<typeof projectPaths> {
    return projectPaths(this.project, this.home);
  }

  get globalIndex(): string {
    return this.at("home", "sessions_index.json");
  }

  /** Starts a session of the project. */
  start(options: Partial<SessionOptions> = {}): SessionWriter {
    const { home, project: cwd } = this;
    return SessionWriter.create({
      workflow_name: "build",
      workflow_path: "/home/ada/bin/build",
      home,
      cwd,
      ...options,
    });
  }
}
