import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "../e2e/support/program.ts";
import { fetchWith } from "./debian_packages.ts";

/** Bun's own executable of another platform, from npm. */
export function fetchBun(target: string, folder: string): void {
  const [, version = ""] = /bun@([\d.]+)/.exec(compileCommand()) ?? [];
  const words = ["pack", "--loglevel=error", "--fetch-retries=1", `@oven/bun-${target}@${version}`];
  fetchWith("npm", words, folder);
  for (const name of fs.readdirSync(folder).filter((name) => name.endsWith(".tgz"))) {
    execFileSync("tar", ["-xzf", name, "--strip-components=2", "package/bin/bun"], { cwd: folder });
    fs.rmSync(join(folder, name));
  }
}

/** Builds zig-session as `deno task compile` does, for another platform and around {@link fetchBun}'s executable. */
export function buildExecutable(target: string, folder: string): string {
  const executable = join(folder, "zig-session");
  const options = `--target=${target} --compile-executable-path='${folder}/bun'`;
  const command = compileCommand().replace(
    "--outfile dist/zig-session",
    `${options} --outfile '${executable}'`,
  );
  execFileSync("sh", ["-c", command], { cwd: PROJECT_ROOT, stdio: "pipe" });
  return executable;
}

function compileCommand(): string {
  const settings = JSON.parse(fs.readFileSync(join(PROJECT_ROOT, "deno.json"), "utf8")) as {
    tasks: Record<string, string>;
  };
  return settings.tasks["compile"] ?? "";
}
