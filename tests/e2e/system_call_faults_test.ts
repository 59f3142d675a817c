import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import process from "node:process";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { report } from "./support/campaign.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";

// Every system call that the main thread of a plain recording makes is refused, at its first and at its second occurrence: the
// command has to run, and its exit code to be ours. What came of all of it on Linux 6.18 with glibc 2.36, x86-64:
//
// | what is refused                                            | what happens                                              |
// |------------------------------------------------------------|-----------------------------------------------------------|
// | access epoll_ctl epoll_pwait2 fcntl flock fstat fsync      | the command runs, its output and its exit code are kept;  |
// | getdents64 getpid getppid getrandom ioctl lseek open       | what could not be recorded is reported                    |
// | openat pipe2 prctl preadv2 prlimit64 readlink rename       |                                                           |
// | rt_sigaction rt_sigprocmask sched_getaffinity statfs statx |                                                           |
// | sysinfo uname unlink wait4 write and those below, later on |                                                           |
// | arch_prctl mprotect pread64 read mmap close newfstatat     | the loader or Bun end before our first line runs          |
// | munmap futex getcwd epoll_create1 eventfd2, first clone3   |                                                           |
// | second clone3 (EPERM, ENOMEM)                              | Bun ends: its thread JSCWarmUp starts beside our first    |
// |                                                            | line (glibc itself gets over ENOSYS)                      |
// | rt_sigreturn                                               | no program survives it                                    |
// | exit_group                                                 | no program can end                                        |
//
// With every occurrence refused, the same, and: wait4 (the command's end is never heard of), statx with ENOMEM (what is in PATH
// cannot be told), epoll_pwait2 with ENOMEM (Bun gives no output: the code is kept).
const KNOWN = /^(clone3 (EPERM|ENOMEM) 2|rt_sigreturn \w+ \d|exit_group .*)$/;

const ERRORS = ["EPERM", "ENOSYS", "ENOMEM"] as const;
const MOST_OCCURRENCES = 2, AT_ONCE = 2, TIMEOUT_MS = 20_000;
const COMMAND = ["record", "--", "sh", "-c", "echo a; exit 3"];
/** What main.ts asks first. */
const OUR_FIRST_CALL = "/proc/self/fdinfo/1";

const [program] = PROGRAMS.filter(({ name }) => name === "executable");
const canTrace = spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0;
const skipped = canTrace ? "" : " (skipped: no strace, or no right to trace)";

interface Refusal {
  readonly call: string;
  readonly error: string;
  readonly occurrence: number;
}

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly trace: string;
}

test(`record runs its command whatever single system call is refused${skipped}`, async () => {
  if (!canTrace) return;
  using scratch = new Scratch();
  const { trace, code } = await run(scratch, "plain", undefined);
  assert.equal(code, 3);
  const refusals = refusalsOf(trace);
  const counts = { runs: refusals.length, kept: 0, "ended by Bun": 0, known: 0 };
  const faults: string[] = [];
  const look = async (refusal: Refusal, at: number) => {
    const name = `${refusal.call} ${refusal.error} ${refusal.occurrence}`;
    const { code, stdout, stderr, trace } = await run(scratch, `${at}`, refusal);
    if (code === 3 && stdout === "a\n") counts.kept++;
    else if (!trace.includes(OUR_FIRST_CALL)) counts["ended by Bun"]++;
    else if (KNOWN.test(name)) counts.known++;
    else faults.push(`${name}: ${code}, ${JSON.stringify(stdout)}, ${stderr.slice(0, 300)}`);
    // A stack trace of ours has the path of a file in the executable.
    if (/^zig-session:/m.test(stderr)) assert.doesNotMatch(stderr, /\$bunfs/, name);
  };
  const queue = refusals.entries();
  const work = async () => {
    for (const [at, refusal] of queue) await look(refusal, at);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  report(JSON.stringify(counts));
  assert.deepEqual(faults, []);
  assert.ok(counts.kept > counts.runs / 2, "most are survived");
});

function refusalsOf(trace: string): Refusal[] {
  const counts = new Map<string, number>();
  for (const [, call = ""] of trace.matchAll(/^(\w+)\(/gm)) {
    counts.set(call, (counts.get(call) ?? 0) + 1);
  }
  // strace's own, and what would hang until the time is over.
  for (const call of ["execve", "exit_group"]) counts.delete(call);
  return [...counts].flatMap(([call, count]) =>
    Array.from(
      { length: Math.min(count, MOST_OCCURRENCES) },
      (_, at) => ERRORS.map((error) => ({ call, error, occurrence: at + 1 })),
    ).flat()
  );
}

async function run(scratch: Scratch, name: string, refusal: Refusal | undefined): Promise<Run> {
  const file = `${scratch.root}/${name}.trace`;
  const inject = refusal === undefined ? [] : [
    "-e",
    `inject=${refusal.call}:error=${refusal.error}:when=${refusal.occurrence}`,
  ];
  const words = ["-o", file, ...inject, ...(program?.words ?? []), ...COMMAND];
  const child = spawn("strace", words, {
    cwd: scratch.work,
    env: { ...process.env, ZIG_HOME: `${scratch.home}-${name}` },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const trace = fs.readFileSync(file, "utf8");
  fs.rmSync(file);
  return { code, stdout, stderr, trace };
}
