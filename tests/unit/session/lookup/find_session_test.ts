import assert from "node:assert/strict";
import { test } from "node:test";
import { NotFoundError } from "../../../../src/session/errors.ts";
import { findSession } from "../../../../src/session/lookup/find_session.ts";
import { saveIndexes } from "../../support/saved_indexes.ts";
import { SessionPlace } from "../../support/session_place.ts";

const IDS = ["01JABC0000XYZ1", "01JABC0000XYZ2", "01JABD", "01JABDE", "zig-old-id"];

function find(id: string): string {
  using place = new SessionPlace();
  saveIndexes(place, IDS);
  return findSession(id, { home: place.home, project: place.project }).zig_session_id;
}

test("findSession() finds an id, also where others begin with it", () => {
  assert.equal(find("01JABC0000XYZ1"), "01JABC0000XYZ1");
  assert.equal(find("01JABD"), "01JABD");
});

test("findSession() finds a unique prefix and a unique suffix", () => {
  assert.equal(find("01JABDE"), "01JABDE");
  assert.equal(find("zig"), "zig-old-id");
  assert.equal(find("XYZ2"), "01JABC0000XYZ2");
  assert.equal(find("-id"), "zig-old-id");
});

test("findSession() takes any case", () => {
  assert.equal(find("01jabc0000xyz1"), "01JABC0000XYZ1");
  assert.equal(find("xyz2"), "01JABC0000XYZ2");
  assert.equal(find("ZIG-OLD"), "zig-old-id");
});

test("findSession() refuses what fits several sessions, and names them", () => {
  assert.throws(() => find("01JABC"), (error: unknown) => {
    assert.ok(error instanceof NotFoundError);
    assert.match(error.message, /"01JABC" fits 2 sessions/);
    assert.match(error.message, /01JABC0000XYZ1/);
    assert.match(error.message, /01JABC0000XYZ2/);
    return true;
  });
});

test("findSession() refuses what fits none: no middle, no empty id", () => {
  for (const id of ["nothing", "0000", ""]) assert.throws(() => find(id), NotFoundError);
});

test("findSession() in a project without sessions says that there are none", () => {
  using place = new SessionPlace();
  assert.throws(
    () => findSession("01J", { home: place.home, project: place.project }),
    /nothing has been recorded yet/,
  );
});

test("findSession() looks in all projects where it is told to", () => {
  using place = new SessionPlace();
  saveIndexes(place, ["here"], ["here", "there"]);
  assert.throws(() => findSession("there", { home: place.home, project: place.project }), {
    name: "NotFoundError",
  });
  assert.equal(findSession("there", { home: place.home, global: true }).zig_session_id, "there");
});
