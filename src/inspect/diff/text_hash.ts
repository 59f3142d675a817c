/**
 * A hash of 53 bits of a text, by which lines can be told apart without being kept: among a million lines, two that differ
 * have the same with a probability of 1 in 18,000. (cyrb53, by bryc, in the public domain.)
 */
export function textHash(text: string): number {
  let high = 0xdeadbeef, low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = mixed(high, low);
  low = mixed(low, high);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

function mixed(one: number, other: number): number {
  return Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
}
