import { END_CHARACTERS, IdEnds } from "../../session/index/id_ends.ts";
import type { SessionList } from "../../session/lookup/session_list.ts";

/** Nearly no id needs a longer end to be told from a million others. */
const USUALLY_ENOUGH = 8;

/**
 * For each id, or for those that are `wanted` among them, its shortest end, of at least 4 characters, that no other id begins
 * or ends with in any case: what findSession() takes for it.
 */
export function shortIds(
  ids: readonly string[],
  wanted: readonly string[] = ids,
): Map<string, string> {
  const short = new Map<string, string>();
  let open = [...new Set(wanted)];
  for (let length = END_CHARACTERS; open.length > 0; length++) {
    const counts = countEnds(
      ids,
      new Set(open.map((id) => id.slice(-length).toLowerCase())),
      length,
    );
    open = open.filter((id) => {
      const end = id.slice(-length);
      if (counts.get(end.toLowerCase()) !== 1 && end !== id) return true;
      short.set(id, end);
      return false;
    });
  }
  return short;
}

/** {@link shortIds} for some sessions of a list, of which no more is read than is needed. */
export function shortIdsIn(
  sessions: Pick<SessionList, "like" | "ids">,
  wanted: readonly string[],
): Map<string, string> {
  if (wanted.length > FEW) return shortIds(sessions.ids, wanted);
  const ends = wanted.flatMap((id) => ENDS.map((length) => id.slice(-length)));
  const short = shortIds(sessions.like(ends).map(({ zig_session_id }) => zig_session_id), wanted);
  const isEnough = [...short.values()].every((end) => end.length <= USUALLY_ENOUGH);
  return isEnough ? short : shortIds(sessions.ids, wanted);
}

/** Of more, too many sessions end as one of them does. */
const FEW = 1000;
const ENDS = Array.from(
  { length: USUALLY_ENOUGH - END_CHARACTERS + 1 },
  (_, index) => END_CHARACTERS + index,
);

/** How many ids begin or end with each of these texts of a length, in any case; ids that differ in case alone are one. */
function countEnds(
  ids: readonly string[],
  ends: ReadonlySet<string>,
  length: number,
): Map<string, number> {
  const wanted = new IdEnds(ends);
  const counts = new Map<string, number>(), counted = new Set<string>();
  const count = (end: string) => {
    if (ends.has(end)) counts.set(end, (counts.get(end) ?? 0) + 1);
  };
  for (const id of ids) {
    // Most ids are none of these, which is soon seen.
    if (!wanted.mayFit(id)) continue;
    const key = id.toLowerCase(), head = key.slice(0, length), tail = key.slice(-length);
    if (!(ends.has(head) || ends.has(tail)) || counted.has(key)) continue;
    counted.add(key);
    count(head);
    if (tail !== head) count(tail);
  }
  return counts;
}
