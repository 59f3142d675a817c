import fs from "node:fs";
import { join } from "node:path";
import { unpackDebian } from "./debian_packages.ts";
import { buildExecutable, fetchBun } from "./executable.ts";
import type { Platform } from "./platform.ts";

const TESTS = [
  "gives a command a terminal",
  "hands SIG(TERM|INT|QUIT) on",
  "killed by SIGKILL ends",
  "leaves a log of one step",
  "much output whole",
  "of names that hold escapes",
  "of a command that traps SIGTERM",
  "passes both streams",
  "prints what was recorded",
  "stops a shell loop",
  "types what comes on stdin",
  "writes heartbeats",
];

/** Debian's C library for arm64, in qemu's emulation of Linux on that machine; the recorded commands are this machine's. */
export const ARM64: Platform = {
  name: "linux-arm64",
  files: ["heartbeat", "list", "record", "show", "signals", "tty"],
  // Few, as each start takes a second in the emulator. Some cannot pass in it: posix_spawn does not tell that a program was
  // refused, what signals are ignored is the emulator's own word, and one second (timeout 1) is too short.
  tests: TESTS,
  fetch(folder) {
    const release = "bookworm";
    unpackDebian({ release, architecture: "amd64", names: ["qemu-user-static"] }, folder);
    unpackDebian({ release, architecture: "arm64", names: ["libc6"] }, folder);
    fetchBun("linux-aarch64", folder);
  },
  build(folder) {
    const executable = buildExecutable("bun-linux-arm64", folder);
    const path = join(folder, "run");
    const emulator = `'${folder}/usr/bin/qemu-aarch64-static' -L '${folder}'`;
    fs.writeFileSync(path, `#!/bin/sh\nexec ${emulator} '${executable}' "$@"\n`, { mode: 0o755 });
    return { path, [Symbol.dispose]: () => {} };
  },
};
