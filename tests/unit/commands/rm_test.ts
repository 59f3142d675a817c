import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { enterSessions, idOf, storeLog, storeSessions, treeOf } from "../support/stored_logs.ts";
import { CommandPlace } from "./command_place.ts";

test("rm removes sessions by id, prefix or suffix, each once, with their sidecars and entries", () => {
  using place = new CommandPlace();
  const ids = storeSessions(place, [{}, {}, {}]);
  const { sessions } = place.paths;
  fs.writeFileSync(join(sessions, `${ids[0]}.torn`), "");
  fs.writeFileSync(join(sessions, `${ids[2]}.torn`), "");
  const { code, stdout, stderr } = place.run("rm", "--force", "0001", ids[1] ?? "", "0001");
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(
    stdout,
    /^Removed session …0001 \(build, completed, .*, \d+ B\)\.\nRemoved session …0002 .*\n$/,
  );
  assert.deepEqual(fs.readdirSync(sessions).sort(), [`${ids[2]}.jsonl`, `${ids[2]}.torn`]);
  for (const scope of [[], ["--global"]]) {
    assert.equal(JSON.parse(place.run("list", "--json", ...scope).stdout).length, 1);
  }
});

test("rm with one unknown id removes nothing", () => {
  using place = new CommandPlace();
  storeSessions(place, [{}, {}]);
  const before = treeOf(place.home);
  for (const words of [["0001", "unknown"], ["01K"], [""], ["../0001"]]) {
    const { code, stdout } = place.run("rm", "--force", ...words);
    assert.deepEqual([code, stdout], [2, ""], words.join(" "));
  }
  assert.deepEqual(treeOf(place.home), before);
});

test("rm refuses a live session, and then removes nothing", () => {
  using place = new CommandPlace();
  const over = place.start();
  over.ended("success");
  const writer = place.start();
  const { code, stderr } = place.run("rm", "--force", over.sessionId, writer.sessionId);
  assert.equal(code, 1);
  assert.match(stderr, /^zig-session: Session ".*" is being recorded\. .*\n.*Nothing has been rem/);
  assert.ok(fs.existsSync(over.logPath));
  writer.ended("success");
  assert.equal(place.run("rm", "--force", over.sessionId, writer.sessionId).code, 0);
});

test("rm without a terminal and without --force is a usage error", () => {
  using place = new CommandPlace();
  storeSessions(place, [{}]);
  for (const words of [["0001"], ["--json", "0001"], ["unknown"], []]) {
    const { code, stdout, stderr } = place.run("rm", ...words);
    assert.deepEqual([code, stdout], [2, ""]);
    if (words.length > 0) assert.match(stderr, /not a terminal.*--force/);
  }
  assert.equal(fs.readdirSync(place.paths.sessions).length, 1);
});

test("rm --json is one array", () => {
  using place = new CommandPlace();
  const [id = ""] = storeSessions(place, [{ status: null, bytes: 1000 }]);
  assert.deepEqual(JSON.parse(place.run("rm", "--force", "--json", id).stdout), [{
    zig_session_id: id,
    workflow_name: "build",
    state: "dead",
    bytes: 1000,
    log_path: join(place.paths.sessions, `${id}.jsonl`),
    removed: true,
  }]);
});

test("rm finishes a removal that was interrupted, and leaves other remains", () => {
  using place = new CommandPlace();
  enterSessions(place, [idOf(1), idOf(2)]);
  const { sessions } = place.paths;
  for (const id of [idOf(1), idOf(2)]) fs.writeFileSync(join(sessions, `${id}.torn`), "");
  const { code, stdout } = place.run("rm", "--force", idOf(1));
  assert.deepEqual([code, stdout], [0, "Removed session …0001 (build, its log is gone).\n"]);
  assert.deepEqual(fs.readdirSync(sessions), [`${idOf(2)}.torn`]);
  assert.equal(JSON.parse(place.run("list", "--json", "--global").stdout).length, 1);
});

test("rm does not remove by an index that lies, nor through a link", () => {
  using place = new CommandPlace();
  const { sessions, index } = place.paths;
  enterSessions(place, ["../../victim", idOf(2)]);
  const path = storeLog(sessions, idOf(1));
  const lie = (text: string) =>
    text.replace(/log_path": ".*victim/, `log_path": "${path.slice(0, -6)}`);
  fs.writeFileSync(index, lie(fs.readFileSync(index, "utf8")));
  fs.symlinkSync(path, join(sessions, `${idOf(2)}.jsonl`));
  const before = treeOf(place.home);
  for (const id of ["../../victim", idOf(2)]) {
    const { code, stderr } = place.run("rm", "--force", id);
    assert.equal(code, 1, id);
    assert.match(stderr, /Left alone ".*": (it is the log of another|it is a symbolic link)/);
  }
  assert.deepEqual(treeOf(place.home), before);
});
