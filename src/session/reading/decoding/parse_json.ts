import { nestingFault } from "./json_structure.ts";

// What is shorter cannot nest so deep that it costs more than its own length in memory, and needs no look.
const NEEDS_A_LOOK = 4096;

/**
 * JSON.parse for foreign text. Throws SyntaxError also for what nests deeper than 127 levels, which is no log and no index,
 * and takes a hundred times its size in memory, or all of the stack.
 */
export function parseJson(text: string): unknown {
  const fault = text.length > NEEDS_A_LOOK ? nestingFault(text) : undefined;
  if (fault !== undefined) throw new SyntaxError(fault);
  return JSON.parse(text);
}
