/** "1 session", "2 sessions", "no sessions". */
export function countText(count: number, thing: string, things = `${thing}s`): string {
  return `${count === 0 ? "no" : count} ${count === 1 ? thing : things}`;
}

/** A number as people read it: "3,000". */
export function numberText(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
