/** "1 session", "2 sessions", "no sessions". */
export function countText(count: number, thing: string, things = `${thing}s`): string {
  return `${count === 0 ? "no" : count} ${count === 1 ? thing : things}`;
}
