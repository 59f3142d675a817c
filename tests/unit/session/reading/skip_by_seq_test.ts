import assert from "node:assert/strict";
import { test } from "node:test";
import { skipBySeq } from "../../../../src/session/reading/skip_by_seq.ts";
import { eventLine } from "../../support/event_lines.ts";

/** Whether a line is skipped, with others around it in its block. */
function isSkipped(line: string, after: number, before: number): boolean {
  const head = Buffer.from(`${eventLine({ seq: 7 })}\n`), body = Buffer.from(line);
  const block = Buffer.concat([head, body, Buffer.from(`\n${eventLine({ seq: 8 })}\n`)]);
  return skipBySeq(after, before)(block, head.length, head.length + body.length);
}

test("skipBySeq() skips what is not between the two numbers", () => {
  const skipped = [1, 2, 3, 4, 5, 6].filter((seq) => isSkipped(eventLine({ seq }), 2, 5));
  assert.deepEqual(skipped, [1, 2, 5, 6]);
  assert.equal(isSkipped(eventLine({ seq: 999_999_999_999_999 }), 2, 5), false);
});

test("skipBySeq() does not skip a line that may hide another event", () => {
  const half = eventLine({ seq: 1 }).slice(0, 60);
  assert.equal(isSkipped(half + eventLine({ seq: 4 }), 2, 5), false);
  assert.equal(isSkipped(eventLine({ seq: 1 }) + eventLine({ seq: 4 }), 2, 5), false);
});

test("skipBySeq() is not misled by output that is a log itself", () => {
  assert.equal(isSkipped(eventLine({ seq: 1, line: eventLine({ seq: 4 }) }), 2, 5), true);
});

test("skipBySeq() skips nothing that does not begin as every writer writes it", () => {
  const lines = ["", "{", '{"seq":', '{"seq":1', '{"seq":,', '{"seq":1.0,', '{"seq":-1,', "noise"];
  for (const line of [...lines, ` ${eventLine()}`, '{"seq" :1,"ts":""}']) {
    assert.equal(isSkipped(line, 2, 5), false, line);
  }
});
