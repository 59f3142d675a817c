import { errnoName } from "../runtime/ffi/errno.ts";
import { RefusedError } from "./private/refused_error.ts";

/** Something could not be stored or read back: what was attempted, what stood in the way, what to do. */
export class StorageError extends Error {
  override readonly name: string = "StorageError";

  constructor(
    readonly attempted: string,
    readonly obstacle: string,
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(`${attempted}: ${obstacle}. ${advice}`, options);
  }
}

/** The system's word for why a call on a file failed, without Node's repetition of call and path. */
export function reasonOf(error: unknown): string {
  if (error instanceof RefusedError) return error.obstacle;
  const code = codeOf(error);
  return REASONS[code] ?? (code || (error instanceof Error ? error.message : String(error)));
}

/** The errno's name of an error, such as "ENOENT"; empty for any other error. */
export function codeOf(error: unknown): string {
  const { code, message = "" } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (code) return code;
  // Deno has no code for errors that it has no class for, only the system's number in the message.
  const [, number] = /\(os error (\d+)\)/.exec(message) ?? [];
  return number === undefined ? "" : errnoName(Number(number));
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EBADF: "the stream is closed",
  EDQUOT: "the disk quota is used up",
  EEXIST: "it exists already",
  EFBIG: "the file size limit is reached",
  EIO: "the device reported an error",
  EISDIR: "it is a folder",
  ELOOP: "it is a symbolic link",
  EMFILE: "too many files are open",
  ENOENT: "it does not exist",
  ENOSPC: "no space is left on the device",
  ENOTDIR: "a part of the path is not a folder",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
};
