import assert from "node:assert/strict";
import { test } from "node:test";
import { heldOutputText } from "../../../src/capture/held_output_text.ts";

const holder = (pid: number) => ({ pid, name: `worker-${pid}` });

test("heldOutputText() names who holds the output, three at most, and says what becomes of it", () => {
  const text = (count: number, isPassedOn: boolean) =>
    heldOutputText({
      holders: Array.from({ length: count }, (_, index) => holder(index + 1)),
      isPassedOn,
    });
  assert.deepEqual([text(0, true), text(1, false), text(5, true)], [
    "another process still holds the output open: passed on, not recorded",
    "worker-1 (pid 1) still holds the output open: closed",
    "worker-1 (pid 1), worker-2 (pid 2), worker-3 (pid 3), 2 more still hold the output open: passed on, not recorded",
  ]);
});
