import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { onSignals, signalName } from "../../../../src/runtime/process/signals.ts";
import { runProgram, runProgramInShell } from "../../support/run_program.ts";

test("signalName() names the signals", () => {
  const names: [number, string][] = [
    [1, "SIGHUP"],
    [2, "SIGINT"],
    [6, "SIGABRT"],
    [9, "SIGKILL"],
    [11, "SIGSEGV"],
    [13, "SIGPIPE"],
    [15, "SIGTERM"],
    [17, "SIGCHLD"],
    [25, "SIGXFSZ"],
    [29, "SIGIO"],
    [34, "SIGRTMIN+0"],
    [40, "SIGRTMIN+6"],
    [64, "SIGRTMIN+30"],
    [33, "signal 33"],
    [99, "signal 99"],
  ];
  for (const [number, name] of names) assert.equal(signalName(number), name);
});

test("ignoredSignals() has what our starter had set to be ignored", async () => {
  const ignored = async (prepare: string) => {
    const { code, stdout, stderr } = await runProgramInShell(
      `${prepare}; exec "$@"`,
      "ignored_signals",
    );
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as number[];
  };
  const runtimeOwn = await ignored(":");
  assert.ok(![1, 2, 3, 15, 40].some((signal) => runtimeOwn.includes(signal)), `${runtimeOwn}`);
  assert.deepEqual(await ignored("trap '' HUP INT"), [1, 2, ...runtimeOwn]);
});

for (const [number, name] of [[1, "SIGHUP"], [2, "SIGINT"], [9, "SIGKILL"], [15, "SIGTERM"]]) {
  test(`dieBySignal() dies of ${name}`, async () => {
    const { code, signal } = await runProgram("die_by_signal", String(number));
    assert.deepEqual({ code, signal }, { code: null, signal: name });
  });
}

// Signals that the runtimes ignore, or handle for themselves.
for (const [number, name] of [[13, "SIGPIPE"], [11, "SIGSEGV"], [6, "SIGABRT"]]) {
  test(`dieBySignal() dies of ${name}`, async () => {
    const { code, signal } = await runProgram("die_by_signal", String(number));
    assert.deepEqual({ code, signal }, { code: null, signal: name });
  });
}

test("dieBySignal() returns where a signal ends nothing", async () => {
  const { code, signal } = await runProgram("die_by_signal", "17");
  assert.deepEqual({ code, signal }, { code: 0, signal: null });
});

test("onSignals() tells the handler the number, until it is undone", async () => {
  const heard: number[] = [];
  const undo = onSignals(["SIGUSR1", "SIGUSR2"], (signal) => heard.push(signal));
  const count = process.listenerCount("SIGUSR2");
  process.kill(process.pid, "SIGUSR2");
  while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.deepEqual(heard, [12]);
  undo();
  assert.equal(process.listenerCount("SIGUSR2"), count - 1);
});
