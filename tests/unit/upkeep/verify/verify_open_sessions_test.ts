import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { verifySession } from "../../../../src/upkeep/verify/verify_sessions.ts";
import { completed, failed, type Fields, OpenPlace, started } from "../../support/open_place.ts";

const DAY = 86_400_000;

function verdict(place: OpenPlace) {
  const [session] = verifySession(place.place, place.home).sessions;
  return { state: session?.state, findings: session?.findings ?? [] };
}

/** The steps that are found dead, with their attempts and recorders, where processes with these numbers live. */
function deadSteps(events: readonly Fields[], ...held: number[]) {
  using place = new OpenPlace(events);
  for (const recorder of held) place.hold(recorder);
  return verdict(place).findings.map((finding) =>
    finding.kind === "dead_step"
      ? `${finding.step_name} ${finding.attempt} of ${finding.recorder}`
      : finding.kind
  );
}

test("verifySession() of an open session that waits for its next step finds nothing", () => {
  using place = new OpenPlace([started("lint", 7), completed("lint", 7)]);
  assert.deepEqual(verdict(place), { state: "idle", findings: [] });
  assert.equal(verifySession(place.place, place.home).intact, true);
});

test("verifySession() of an open session tells the steps whose recorders died", () => {
  using place = new OpenPlace([started("lint", 7), started("unit", 8), completed("unit", 8)]);
  place.leave(7);
  const { state, findings: [finding, ...more] } = verdict(place);
  assert.deepEqual([state, finding?.kind, more], ["idle", "dead_step", []]);
  assert.ok(finding?.kind === "dead_step");
  const { step_name, attempt, recorder, last_event_at } = finding;
  assert.deepEqual([step_name, attempt, recorder], ["lint", 1, 7]);
  assert.ok(fs.readFileSync(place.log, "utf8").includes(`"seq":2,"ts":"${last_event_at}"`));
  assert.deepEqual(verifySession(place.place, place.home).intact, false);
});

test("verifySession() of a session that others record tells its dead steps", () => {
  assert.deepEqual(deadSteps([started("lint", 7), started("unit", 8)], 8), ["lint 1 of 7"]);
  assert.deepEqual(deadSteps([started("lint", 7), started("unit", 8)], 7, 8), []);
  // As a step within a recorded command.
  using place = new OpenPlace([started("lint", 7)]);
  const text = fs.readFileSync(place.log, "utf8");
  fs.writeFileSync(place.log, text.replace(`"open":true`, `"open":false`));
  place.hold(99);
  assert.deepEqual(verdict(place).findings.map(({ kind }) => kind), ["dead_step"]);
});

test("verifySession() knows two steps of one name by their recorders", () => {
  const twice = [started("lint", 7), started("lint", 8)];
  assert.deepEqual(deadSteps(twice), ["lint 1 of 7", "lint 1 of 8"]);
  assert.deepEqual(deadSteps(twice, 8), ["lint 1 of 7"]);
  assert.deepEqual(deadSteps([...twice, completed("lint", 8)]), ["lint 1 of 7"]);
  // The number of a process that died, given to another.
  assert.deepEqual(deadSteps([started("lint", 7), started("unit", 7)], 7), ["lint 1 of 7"]);
});

test("verifySession() does not mind a step that another of its name and number has superseded", () => {
  assert.deepEqual(deadSteps([started("lint", 7), started("lint", 7), completed("lint", 7)]), []);
  assert.deepEqual(deadSteps([started("lint", 7), started("lint", 7)]), ["lint 1 of 7"]);
});

test("verifySession() takes a failure before a retry for no end", () => {
  const retrying = [started("lint", 7), failed("lint", 7, { retrying: true })];
  assert.deepEqual(deadSteps(retrying, 7), []);
  assert.deepEqual(deadSteps(retrying), ["lint 2 of 7"]);
  const again = failed("lint", 7, { attempt: 2 });
  assert.deepEqual(deadSteps([...retrying, again]), []);
  // What is said behind an end is of another step of that name.
  const said = { type: "step_output", step_name: "lint" };
  assert.deepEqual(deadSteps([...retrying, again, said]), []);
});

test("verifySession() leaves alone a step whose recorder is not known", () => {
  assert.deepEqual(deadSteps([started("lint")]), []);
});

test("verifySession() of an open session that has expired tells its death alone", () => {
  for (const [age, more] of [[DAY + 1000, {}], [5000, { expires_secs: 3 }]] as const) {
    using place = new OpenPlace([started("lint", 7)], age);
    const text = fs.readFileSync(place.log, "utf8");
    fs.writeFileSync(place.log, text.replace(`"open":true`, `"open":true${fieldsOf(more)}`));
    place.leave(7);
    const { state, findings } = verdict(place);
    assert.deepEqual([state, findings.map(({ kind }) => kind)], ["dead", ["dead"]]);
  }
});

test("verifySession() of an open session that nobody records tells its torn tail, and what its indexes lack", () => {
  using place = new OpenPlace([]);
  fs.appendFileSync(place.log, `{"seq":2,`);
  fs.writeFileSync(place.globalIndex, `{"sessions":[]}`);
  const kinds = () => verdict(place).findings.map(({ kind }) => kind);
  assert.deepEqual(kinds(), ["torn_tail", "index_missing"]);
  place.hold(7);
  assert.deepEqual(kinds(), []);
});

function fieldsOf(fields: Fields): string {
  return Object.entries(fields).map(([name, value]) => `,"${name}":${JSON.stringify(value)}`).join(
    "",
  );
}
