import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeOrder, encodeOrder } from "../../../../src/capture/streams/pass_on_order.ts";

test("decodeOrder() gives back what encodeOrder() was given, expressions included", () => {
  const pattern = {
    source: "id-\\d+",
    expression: /id-\d+/giu,
    safeLength: 1000,
    windowLength: 500,
    untimedLength: 100,
  };
  const redaction = { patterns: [pattern], values: ["tooth-and-nail", "ä\u0000"], output: true };
  for (const order of [{ nestedNonce: "0123456789abcdef", redaction }, { redaction }, {}]) {
    const decoded = decodeOrder(new TextDecoder().decode(encodeOrder(order)));
    assert.deepEqual(decoded, { nestedNonce: undefined, redaction: undefined, ...order });
  }
});
