import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { UsageError } from "../../../../src/options/errors.ts";
import { parseMoment } from "../../../../src/options/values/parse_moment.ts";

const NOW = new Date(2026, 10, 30, 15, 4, 5, 678);
const NOW_MS = NOW.getTime();
const HOUR_MS = 3_600_000;

const AGO: readonly (readonly [text: string, ms: number])[] = [
  ["now", NOW_MS],
  ["1h", NOW_MS - HOUR_MS],
  ["1h ago", NOW_MS - HOUR_MS],
  ["1h30m ago", NOW_MS - 1.5 * HOUR_MS],
  ["2 hours ago", NOW_MS - 2 * HOUR_MS],
  ["an hour ago", NOW_MS - HOUR_MS],
  ["0 seconds ago", NOW_MS],
  ["today", new Date(2026, 10, 30).getTime()],
  ["Yesterday", new Date(2026, 10, 29).getTime()],
  ["last week", new Date(2026, 10, 23, 15, 4, 5, 678).getTime()],
  ["last month", new Date(2026, 9, 30, 15, 4, 5, 678).getTime()],
  ["2026-11-22", new Date(2026, 10, 22).getTime()],
  ["2026-11-22 10:00", new Date(2026, 10, 22, 10).getTime()],
  ["2026-11-22T10:00:05Z", Date.UTC(2026, 10, 22, 10, 0, 5)],
  ["2026-11-22T10:00:05.5Z", Date.UTC(2026, 10, 22, 10, 0, 5, 500)],
  ["2026-11-22T10+01", Date.UTC(2026, 10, 22, 9)],
  ["@1764547200", 1_764_547_200_000],
  ["1764547200", 1_764_547_200_000],
];

for (const [text, ms] of AGO) {
  test(`parseMoment() reads "${text}"`, () => {
    assert.equal(parseMoment(text, NOW_MS), ms);
  });
}

const SECONDS = 1_764_547_205;
for (
  const format of ["--iso-8601=seconds", "--iso-8601=ns", "--rfc-3339=seconds", "-R", "+%s", "+@%s"]
) {
  for (const zone of ["UTC", "Asia/Kathmandu"]) {
    test(`parseMoment() reads what "date ${format}" prints in ${zone}`, () => {
      const options = { env: { TZ: zone, LC_ALL: "C" }, encoding: "utf8" } as const;
      const printed = execFileSync("/bin/date", ["-d", `@${SECONDS}`, format], options).trim();
      assert.equal(parseMoment(printed, NOW_MS), SECONDS * 1000);
    });
  }
}

for (const precision of ["date", "hours", "minutes"]) {
  test(`parseMoment() reads "date --iso-8601=${precision}", to its precision`, () => {
    const options = { env: { LC_ALL: "C" }, encoding: "utf8" } as const;
    const words = ["-d", `@${SECONDS}`, `--iso-8601=${precision}`];
    const ms = parseMoment(execFileSync("/bin/date", words, options).trim(), NOW_MS);
    assert.ok(ms <= SECONDS * 1000 && ms > (SECONDS - 2 * 86_400) * 1000, String(ms));
  });
}

for (
  const text of [
    "",
    "2",
    "2026-13-01",
    "2026-11-22T25:00",
    "-2d",
    "yesterdy",
    "2026-02-31",
    "31",
    "last",
    "Mon, 31 Feb 2026 10:00:00 +0100",
  ]
) {
  test(`parseMoment() refuses "${text}"`, () => {
    assert.throws(() => parseMoment(text, NOW_MS), UsageError);
  });
}
