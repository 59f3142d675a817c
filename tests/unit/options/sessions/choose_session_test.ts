import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { chooseSession } from "../../../../src/options/sessions/choose_session.ts";
import { SessionPlace } from "../../support/session_place.ts";

/** A place whose home is `$ZIG_HOME`, as it is for a command. */
class CommandPlace extends SessionPlace {
  readonly #before = process.env["ZIG_HOME"];

  constructor() {
    super();
    process.env["ZIG_HOME"] = this.home;
  }

  override [Symbol.dispose](): void {
    if (this.#before === undefined) delete process.env["ZIG_HOME"];
    else process.env["ZIG_HOME"] = this.#before;
    super[Symbol.dispose]();
  }
}

test("chooseSession() takes the latest session unless told otherwise", () => {
  using place = new CommandPlace();
  const { project } = place;
  const first = place.start(), second = place.start();
  second.ended("success");
  assert.equal(chooseSession({ project }, undefined).zig_session_id, second.sessionId);
  assert.equal(
    chooseSession({ project, latest: true }, undefined).zig_session_id,
    second.sessionId,
  );
  assert.equal(chooseSession({ project, active: true }, undefined).zig_session_id, first.sessionId);
  const end = first.sessionId.slice(-8).toLowerCase();
  assert.equal(chooseSession({ global: true }, end).zig_session_id, first.sessionId);
  first.ended("success");
});

test("chooseSession() says when nothing is active, and when there is nothing at all", () => {
  using place = new CommandPlace();
  const { project } = place;
  const nothing = {
    name: "NotFoundError",
    message: /^Nothing has been recorded in this project yet/,
  };
  assert.throws(() => chooseSession({ project }, undefined), nothing);
  place.start().ended("failure");
  const inactive = { name: "NotFoundError", message: /^No session is running in this project/ };
  assert.throws(() => chooseSession({ project, active: true }, undefined), inactive);
  const elsewhere = { name: "NotFoundError", message: /Other projects have 1 session/ };
  assert.throws(() => chooseSession({ project: place.path }, undefined), elsewhere);
});

test("chooseSession() refuses two names, two scopes and a folder that is not there", () => {
  using place = new CommandPlace();
  const usage = { name: "UsageError" };
  assert.throws(() => chooseSession({ latest: true, active: true }, undefined), usage);
  assert.throws(() => chooseSession({ active: true }, "7k2m"), usage);
  assert.throws(() => chooseSession({ global: true, project: place.project }, undefined), usage);
  const missing = { name: "NotFoundError" };
  assert.throws(() => chooseSession({ project: place.at("nowhere") }, undefined), missing);
});
