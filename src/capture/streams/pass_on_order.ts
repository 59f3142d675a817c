import type { RedactionSettings } from "../recording/command_redaction.ts";

/** What our program is to do to output that it passes on after the recorder has ended. */
export interface PassOnOrder {
  /** The mark of frames of nested steps, which it takes out. */
  readonly nestedNonce?: string | undefined;
  /** What it masks. */
  readonly redaction?: RedactionSettings | undefined;
}

/** The word that makes our program do so: no command of a user's. */
export const PASS_ON_WORD = "--pass-on-held-output";

/** An order as bytes, for {@link decodeOrder}. */
export function encodeOrder({ nestedNonce, redaction }: PassOnOrder): Uint8Array {
  const patterns = redaction?.patterns.map((pattern) => {
    const { source, flags } = pattern.expression;
    return { ...pattern, expression: { source, flags } };
  });
  return Buffer.from(
    JSON.stringify({ nestedNonce, redaction: redaction && { ...redaction, patterns } }),
  );
}

/** Reads what {@link encodeOrder} has made. Throws for anything else. */
export function decodeOrder(text: string): PassOnOrder {
  const { nestedNonce, redaction } = JSON.parse(text) as PassOnOrder;
  const patterns = redaction?.patterns.map((pattern) => {
    const { source, flags } = pattern.expression;
    return { ...pattern, expression: new RegExp(source, flags) };
  });
  return { nestedNonce, redaction: redaction && { ...redaction, patterns: patterns ?? [] } };
}
