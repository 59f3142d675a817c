import assert from "node:assert/strict";
import { constants } from "node:os";
import { test } from "node:test";
import { type LastAttempt, runWithRetries } from "../../../../src/capture/process/attempts.ts";
import type { Outcome } from "../../../../src/capture/process/outcome.ts";
import type { SignalForwarding } from "../../../../src/capture/process/signal_forwarding.ts";
import { runProgram, startProgram } from "../../support/run_program.ts";

const { SIGTERM, SIGINT, SIGKILL } = constants.signals;

/** What became of a command with these outcomes, and what was done in between. */
interface Run {
  readonly last: LastAttempt;
  readonly runs: number;
  readonly failures: readonly LastAttempt[];
  readonly pausesMs: readonly number[];
}

/** `askedAt` tells when we are asked to end: during the attempt of that number, or in the pause behind it. */
async function run(
  outcomes: readonly Outcome[],
  retries: number,
  askedAt: { readonly attempt?: number; readonly pause?: number } = {},
): Promise<Run> {
  let runs = 0, endRequest: number | undefined;
  const failures: LastAttempt[] = [], pausesMs: number[] = [];
  const signals = {
    get endRequest() {
      return endRequest;
    },
    pause(milliseconds: number) {
      pausesMs.push(milliseconds);
      if (pausesMs.length === askedAt.pause) endRequest = SIGTERM;
      return Promise.resolve();
    },
  } as unknown as SignalForwarding;
  const runOnce = () => {
    const outcome = outcomes[runs++];
    if (runs === askedAt.attempt) endRequest = SIGINT;
    return outcome ? Promise.resolve(outcome) : Promise.reject(new Error("Run too often"));
  };
  const settings = { retries, retryDelayMs: 50 };
  const last = await runWithRetries(runOnce, settings, signals, (one) => failures.push(one));
  return { last, runs, failures, pausesMs };
}

const OK = { code: 0 }, FAILED = { code: 3 }, KILLED = { signal: SIGKILL };
const TIMED_OUT = { code: 124, reason: "timed out after 1s" } as const;

test("runWithRetries() runs what succeeds once, however many retries it has", async () => {
  assert.deepEqual(await run([OK], 5), {
    last: { outcome: OK, attempt: 1 },
    runs: 1,
    failures: [],
    pausesMs: [],
  });
});

test("runWithRetries() runs what fails again until it succeeds, with a pause each", async () => {
  assert.deepEqual(await run([FAILED, KILLED, OK], 5), {
    last: { outcome: OK, attempt: 3 },
    runs: 3,
    failures: [{ outcome: FAILED, attempt: 1 }, { outcome: KILLED, attempt: 2 }],
    pausesMs: [50, 50],
  });
});

test("runWithRetries() gives up after the last retry, of which onFailure does not hear", async () => {
  const { last, runs, failures, pausesMs } = await run([FAILED, FAILED, KILLED], 2);
  assert.deepEqual(last, { outcome: KILLED, attempt: 3 });
  assert.deepEqual([runs, failures.length, pausesMs.length], [3, 2, 2]);
  assert.deepEqual((await run([FAILED], 0)).last, { outcome: FAILED, attempt: 1 });
});

test("runWithRetries() runs again what has timed out, or ended with a code that shells give", async () => {
  for (const outcome of [TIMED_OUT, { code: 124 }, { code: 126 }, { code: 127 }, { code: 137 }]) {
    assert.equal((await run([outcome as Outcome, OK], 1)).last.attempt, 2);
  }
});

for (const code of [125, 126, 127] as const) {
  test(`runWithRetries() does not try again what was not run: ${code}`, async () => {
    const outcome = { code, reason: "not run" };
    const { last, runs, failures } = await run([outcome], 5);
    assert.deepEqual([last, runs, failures], [{ outcome, attempt: 1 }, 1, []]);
  });
}

test("runWithRetries() stops once we are asked to end while the command runs", async () => {
  const { last, runs, failures, pausesMs } = await run([FAILED, FAILED], 5, { attempt: 2 });
  assert.deepEqual([last, runs], [{ outcome: FAILED, attempt: 2 }, 2]);
  assert.deepEqual([failures.length, pausesMs.length], [1, 1]);
  assert.deepEqual((await run([OK], 5, { attempt: 1 })).last, { outcome: OK, attempt: 1 });
});

test("runWithRetries() asked to end in a pause says so, and counts no attempt that was not made", async () => {
  const { last, runs, failures } = await run([FAILED, FAILED], 5, { pause: 2 });
  const outcome = { signal: SIGTERM, reason: "cancelled by SIGTERM while waiting to retry" };
  assert.deepEqual([last, runs], [{ outcome, attempt: 2 }, 2]);
  assert.equal(failures.length, 2);
});

test("runWithRetries() passes on what goes wrong with the running itself", async () => {
  await assert.rejects(run([FAILED], 5), /Run too often/);
});

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  test(`SignalForwarding.pause() is over at once on ${signal}, and nothing is run again`, async () => {
    const program = startProgram("retry", "5", "600000");
    await program.spoken;
    program.kill(signal);
    const { stdout, code } = await program.outcome;
    const said = stdout.trim().split("\n").map((line) => JSON.parse(line));
    const reason = `cancelled by ${signal} while waiting to retry`;
    const outcome = { signal: constants.signals[signal], reason };
    // The signal may have come before the pause; then the failure stands.
    const [first, last] = said;
    assert.deepEqual([code, said.length, first], [0, 2, "attempt"]);
    if ("reason" in last.outcome) assert.deepEqual(last, { outcome, attempt: 1 });
    else assert.deepEqual(last, { outcome: { code: 1 }, attempt: 1 });
  });
}

test("SignalForwarding.pause() that nobody disturbs is followed by the next attempt", async () => {
  const { stdout, code } = await runProgram("retry", "2", "1");
  assert.equal(code, 0);
  assert.deepEqual(stdout.trim().split("\n").map((line) => JSON.parse(line)), [
    "attempt",
    "attempt",
    "attempt",
    { outcome: { code: 1 }, attempt: 3 },
  ]);
});
