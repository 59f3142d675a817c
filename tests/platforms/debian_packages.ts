import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";

/** What a platform needs cannot be had on this machine; the message is the reason for a skip. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}

/** Packages of one Debian release and architecture. */
export interface DebianPackages {
  readonly release: string;
  readonly architecture: string;
  readonly names: readonly string[];
}

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/**
 * Unpacks packages into `folder`, beside the system: an apt root of our own is what lets them be of another release or
 * architecture, and needs no rights. Throws {@link Unavailable}.
 */
export function unpackDebian(packages: DebianPackages, folder: string): void {
  const apt = join(folder, "apt");
  for (const name of ["state/lists/partial", "cache/archives/partial", "packages"]) {
    fs.mkdirSync(join(apt, name), { recursive: true });
  }
  fs.writeFileSync(join(apt, "status"), "");
  const signed = fs.existsSync(KEYRING) ? `[signed-by=${KEYRING}] ` : "";
  fs.writeFileSync(
    join(apt, "sources.list"),
    `deb ${signed}${debianMirror()} ${packages.release} main\n`,
  );
  const options = Object.entries({
    "Dir::State": `${apt}/state`,
    "Dir::State::status": `${apt}/status`,
    "Dir::Cache": `${apt}/cache`,
    "Dir::Etc::sourcelist": `${apt}/sources.list`,
    "Dir::Etc::sourceparts": "/nonexistent",
    "APT::Architecture": packages.architecture,
    "APT::Architectures": packages.architecture,
    // As root, apt would download as a user who may not write here.
    "APT::Sandbox::User": "root",
    "Acquire::http::Timeout": "20",
  }).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  fetchWith("apt-get", [...options, "-q", "--error-on=any", "update"], apt);
  fetchWith("apt-get", [...options, "-q", "download", ...packages.names], join(apt, "packages"));
  for (const name of fs.readdirSync(join(apt, "packages"))) {
    execFileSync("dpkg", ["-x", join(apt, "packages", name), folder]);
  }
  fs.rmSync(apt, { recursive: true });
}

/** Runs a program that fetches something. Throws {@link Unavailable} with the first error that it prints. */
export function fetchWith(program: string, words: readonly string[], folder: string): void {
  const { status, stderr, error } = spawnSync(program, words, { cwd: folder, encoding: "utf8" });
  if (status === 0) return;
  const said = error?.message ?? /^(?:E:|npm error).*/m.exec(stderr)?.[0] ?? stderr.trim();
  throw new Unavailable(`${program} cannot fetch what is needed: ${said}`);
}

/** Where this machine gets Debian's packages from. */
function debianMirror(): string {
  const { stdout, error } = spawnSync("apt-get", ["indextargets", "--format", "$(REPO_URI)"], {
    encoding: "utf8",
  });
  if (error) throw new Unavailable("there is no apt-get, whose packages are needed");
  const mirror = stdout.split("\n").find((uri) => /\/debian\/?$/.test(uri));
  if (mirror === undefined) throw new Unavailable("apt-get knows no mirror of Debian");
  return mirror;
}
