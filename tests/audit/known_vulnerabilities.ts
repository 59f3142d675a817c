import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";
import process from "node:process";

/** What the registry knows of the packages: its report, or why there is none. */
export type RegistryAnswer =
  | { readonly vulnerable: readonly string[] }
  | { readonly skipped: string };

interface Report {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string }>>;
  readonly message?: string;
}

const TIMEOUT_MS = 120_000;
const NO_NPM = "there is no npm";
const NO_ANSWER = "the registry does not answer audits";

/** Asks the registry, by `npm audit`, for known vulnerabilities in these packages of npm and in what they depend on. */
export function askRegistry(versions: Readonly<Record<string, string>>): RegistryAnswer {
  const folder = fs.mkdtempSync(join(os.tmpdir(), "zig-session-audit-"));
  try {
    const manifest = { name: "audited", version: "0.0.0", private: true, dependencies: versions };
    fs.writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
    const locked = npm(folder, "install", "--package-lock-only", "--ignore-scripts", "--no-audit");
    if (locked.error) return { skipped: NO_NPM };
    if (locked.status !== 0) return { skipped: NO_ANSWER };
    const { vulnerabilities } = reportOf(npm(folder, "audit", "--json").stdout);
    if (!vulnerabilities) return { skipped: NO_ANSWER };
    return {
      vulnerable: Object.entries(vulnerabilities).map(([name, { severity }]) =>
        `${name} has a known vulnerability: ${severity}.`
      ),
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function npm(cwd: string, ...words: string[]) {
  const env = { ...process.env, npm_config_update_notifier: "false" };
  return spawnSync("npm", words, { cwd, env, encoding: "utf8", timeout: TIMEOUT_MS });
}

function reportOf(text: string): Report {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return {};
  }
}
