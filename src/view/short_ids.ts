const SHORTEST = 4;

/**
 * For each id its shortest end, of at least 4 characters, that no other id begins or ends with in any case: what
 * findSession() takes for it.
 */
export function shortIds(ids: readonly string[]): Map<string, string> {
  const short = new Map<string, string>();
  const keys = new Set(ids.map((id) => id.toLowerCase()));
  let open = [...new Set(ids)];
  for (let length = SHORTEST; open.length > 0; length++) {
    const counts = countEnds(keys, length);
    open = open.filter((id) => {
      const end = id.slice(-length);
      if (counts.get(end.toLowerCase()) !== 1 && end !== id) return true;
      short.set(id, end);
      return false;
    });
  }
  return short;
}

/** How many ids begin or end with a text of this length. */
function countEnds(keys: Iterable<string>, length: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) {
    for (const end of new Set([key.slice(0, length), key.slice(-length)])) {
      counts.set(end, (counts.get(end) ?? 0) + 1);
    }
  }
  return counts;
}
