const OLD = /^\s*-\s*(\S.*)$/, NEW = /^\s*\+\s*(\S.*)$/;
const LEAST_ALIKE = 0.4;

/** Whether two lines that follow each other are the removed and the added line of a difference: alike, but for a part. */
export function areOldAndNew(first: string, second: string): boolean {
  const old = OLD.exec(first)?.[1] ?? NEW.exec(first)?.[1];
  const now = OLD.test(first) ? NEW.exec(second)?.[1] : OLD.exec(second)?.[1];
  if (old === undefined || now === undefined || old === now) return false;
  const length = Math.min(old.length, now.length);
  let head = 0, tail = 0;
  while (head < length && old[head] === now[head]) head++;
  while (tail < length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  return (head + tail) / Math.max(old.length, now.length) >= LEAST_ALIKE;
}
