import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { Unavailable, unpackDebian } from "./debian_packages.ts";
import { buildExecutable, fetchBun } from "./executable.ts";
import type { Built, Platform } from "./platform.ts";

/** Debian's newest musl, as Alpine has it, with as much of the C++ library as Bun needs. */
export const MUSL: Platform = {
  name: "linux-x64-musl",
  files: [
    "heartbeat",
    "kill_campaign",
    "list",
    "parallel_campaign",
    "record",
    "show",
    "signals",
    "tty",
  ],
  tests: [""],
  fetch(folder) {
    if (spawnSync("gcc", ["--version"]).status !== 0) {
      throw new Unavailable("there is no gcc, which links the C++ library");
    }
    unpackDebian({ release: "trixie", architecture: "amd64", names: ["musl"] }, folder);
    const names = ["libstdc++-12-pic"];
    unpackDebian({ release: "bookworm", architecture: "amd64", names }, folder);
    fetchBun("linux-x64-musl", folder);
    linkCppLibrary(folder);
  },
  build: (folder) => new MuslRoot(buildExecutable("bun-linux-x64-musl", folder), folder),
};

const LOADER = "/lib/ld-musl-x86_64.so.1";

/**
 * A folder with musl's loader, and the executable with that loader's path in the place of the usual one, where this
 * machine has none, or an older one. Run by hand, the loader would be what Bun finds in /proc/self/exe instead of itself.
 */
class MuslRoot implements Built {
  readonly path: string;
  readonly #root: string;

  constructor(executable: string, folder: string) {
    // Not in TMPDIR: the path has to fit in the place of the usual one.
    this.#root = fs.mkdtempSync("/tmp/z");
    fs.mkdirSync(join(this.#root, "lib"));
    fs.mkdirSync(join(this.#root, "etc"));
    const loader = join(this.#root, "lib/ld.so");
    fs.copyFileSync(join(folder, "usr/lib/x86_64-linux-musl/libc.so"), loader);
    fs.copyFileSync(join(folder, "libstdc++.so.6"), join(this.#root, "lib/libstdc++.so.6"));
    fs.writeFileSync(join(this.#root, "etc/ld-musl-x86_64.path"), join(this.#root, "lib"));
    const bytes = fs.readFileSync(executable);
    const at = bytes.indexOf(`${LOADER}\0`);
    if (at < 0 || loader.length > LOADER.length) throw new Error("no place for the loader's path");
    bytes.fill(0, at, at + LOADER.length).write(loader, at);
    this.path = join(this.#root, "zig-session");
    fs.writeFileSync(this.path, bytes, { mode: 0o755 });
  }

  [Symbol.dispose](): void {
    fs.rmSync(this.#root, { recursive: true });
  }
}

// What glibc alone has: libgcc asks it for a frame's object, and searches by itself when it does not know.
const STUBS = `
void *__dso_handle = &__dso_handle;
char __libc_single_threaded = 0;
int _dl_find_object(void *pc, void *result) { (void)pc; (void)result; return -1; }
`;

/** Links a `libstdc++.so.6` for musl, with what Bun takes of it, from the one for glibc: no package has one for musl. */
function linkCppLibrary(folder: string): void {
  const symbols = execFileSync("nm", ["-D", "bun"], { cwd: folder, encoding: "utf8" });
  // Undefined ones; and tables that the loader copies from the library into the executable.
  const needed = [
    ...symbols.matchAll(/ (?:U (_Z\S+|__cxa_\S+|__dynamic_cast|__once_proxy)|[BVD] (_ZT\S+))$/gm),
  ]
    .map(([, used, copied]) => used ?? copied ?? "")
    .filter((name) => name !== "__cxa_finalize");
  fs.writeFileSync(join(folder, "stubs.c"), STUBS);
  fs.writeFileSync(join(folder, "exports"), `{ global: ${needed.join("; ")}; local: *; };`);
  execFileSync("gcc", [
    "-shared",
    "-nostdlib",
    "-fPIC",
    "-Wl,-soname,libstdc++.so.6,--gc-sections,--version-script=exports",
    ...needed.map((name) => `-Wl,-u,${name}`),
    "-o",
    "libstdc++.so.6",
    "stubs.c",
    "usr/lib/gcc/x86_64-linux-gnu/12/libstdc++_pic.a",
    "-lgcc_eh",
    "-lgcc",
  ], { cwd: folder, stdio: "pipe" });
}
