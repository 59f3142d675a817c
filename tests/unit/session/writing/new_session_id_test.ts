import assert from "node:assert/strict";
import { test } from "node:test";
import { newSessionId } from "../../../../src/session/writing/new_session_id.ts";

test("newSessionId() is the time that the ULID specification gives as an example, and 16 characters", () => {
  // Of https://github.com/ulid/spec: 1469918176385 is 01ARYZ6S41.
  const id = newSessionId(1469918176385);
  assert.equal(id.slice(0, 10), "01ARYZ6S41");
  assert.match(id.slice(10), /^[0-9A-HJKMNP-TV-Z]{16}$/);
});

test("newSessionId() sorts by time, and no two are the same", () => {
  const times = [0, 1, 31, 32, 1023, 1024, 1469918176385, Date.now(), 2 ** 48 - 1];
  const ids = times.map((ms) => newSessionId(ms));
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(ids.at(-1)?.slice(0, 10), "7ZZZZZZZZZ");
  assert.equal(new Set(Array.from({ length: 10_000 }, () => newSessionId(0))).size, 10_000);
});

test("newSessionId() uses all of the alphabet at each random place", () => {
  const ids = Array.from({ length: 2000 }, () => newSessionId());
  for (let place = 10; place < 26; place++) {
    assert.equal(new Set(ids.map((id) => id[place])).size, 32, `place ${place}`);
  }
});
