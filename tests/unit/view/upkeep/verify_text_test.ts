import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { holdLiveFile } from "../../../../src/session/lifecycle/live_file.ts";
import { verifySession } from "../../../../src/upkeep/verify/verify_sessions.ts";
import { verificationLines } from "../../../../src/view/upkeep/verify_text.ts";
import { DamagedPlace, LINES, logOf } from "../../support/damaged_place.ts";

const DAMAGED = logOf(...LINES.toSpliced(1, 1, "damage"));

/** The last line of the report, and when repair is said to help. */
function adviceOf(place: DamagedPlace): [string | undefined, string | null | undefined] {
  const verification = verifySession(place.place, place.home);
  const lines = verificationLines(verification, {
    all: false,
    repairCall: "zig-session repair 7k2m",
  }, {
    columns: 80,
    nowMs: Date.now(),
    paint: (_, text) => text,
  });
  return [lines.at(-1), verification.sessions[0]?.repair];
}

test("verificationLines() advise to repair what repair can mend", () => {
  using damaged = new DamagedPlace(DAMAGED);
  assert.deepEqual(adviceOf(damaged), ["Mend it: zig-session repair 7k2m --write", "now"]);
  using unindexed = new DamagedPlace(logOf(...LINES));
  fs.rmSync(unindexed.paths.index);
  assert.deepEqual(adviceOf(unindexed), ["Mend it: zig-session repair 7k2m --write", "now"]);
  using gone = new DamagedPlace(logOf(...LINES));
  fs.rmSync(gone.place.log_path);
  assert.deepEqual(adviceOf(gone), ["Mend it: zig-session repair 7k2m --write", "now"]);
});

test("verificationLines() advise to wait for the end of a session that repair would leave alone", () => {
  using place = new DamagedPlace(DAMAGED);
  const live = holdLiveFile(place.place.log_path);
  const later = "Mend it when it is no longer recorded: zig-session repair 7k2m --write";
  assert.deepEqual(adviceOf(place), [later, "later"]);
  live.release();
});

test("verificationLines() advise no repair of what is no log, or holds nothing of one", () => {
  using empty = new DamagedPlace("");
  using garbage = new DamagedPlace("\0\0\n");
  using folder = new DamagedPlace("");
  fs.rmSync(folder.place.log_path);
  fs.mkdirSync(folder.place.log_path);
  for (const place of [empty, garbage, folder]) {
    const [advice, repair] = adviceOf(place);
    assert.match(advice ?? "", /^Repair cannot mend that: /);
    assert.equal(repair, "never");
  }
});

test("verificationLines() of what is intact advise nothing", () => {
  using place = new DamagedPlace(logOf(...LINES));
  const [last, repair] = adviceOf(place);
  assert.match(last ?? "", / intact: completed, 5 events$/);
  assert.equal(repair, null);
});
