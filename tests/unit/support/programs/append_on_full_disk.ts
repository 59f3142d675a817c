import process from "node:process";
import { openLibc } from "../../../../src/runtime/ffi/libc.ts";
import { AppendLog } from "../../../../src/storage/append_log.ts";

// Appends a line, then one that no longer fits, then one when there is room again. What stands in for the full disk is
// the limit on the size of files: the system cuts the write short, and refuses the rest.
const RLIMIT_FSIZE = 1, UNLIMITED = 0xffff_ffff_ffff_ffffn, LIMIT_BYTES = 20n;
const SIGXFSZ = 25, SIG_IGN = 1n;
const { setrlimit, signal } = openLibc({
  setrlimit: { args: ["i32", "buffer"], returns: "i32" },
  signal: { args: ["i32", "address"], returns: "address" },
});
const limit = (bytes: bigint) => setrlimit(RLIMIT_FSIZE, new BigUint64Array([bytes, UNLIMITED]));

// Unlike Bun, Deno leaves this signal alone, which a full disk would not send: it would end the process at the limit.
signal(SIGXFSZ, SIG_IGN);
const log = AppendLog.create(process.argv[2] ?? "");
log.tryAppend(() => "first line\n");
limit(LIMIT_BYTES);
let heard = "nothing";
try {
  log.tryAppend(() => "a second line that is too long\n");
} catch (error) {
  heard = String(error);
}
limit(UNLIMITED);
log.tryAppend(() => "third line\n");
process.stdout.write(heard);
