import { constants } from "node:os";

/** The name of an error number, such as "ENOENT". */
export function errnoName(code: number): string {
  return Object.entries(constants.errno).find(([, value]) => value === code)?.[0] ??
    `errno ${code}`;
}
