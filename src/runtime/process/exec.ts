import { errnoName } from "../ffi/errno.ts";
import { inheritedDescriptors, restoreDescriptorLimit } from "./inheritance.ts";
import { cArray, cString, errno, openLibc, readAddress } from "../ffi/libc.ts";
import { ignoreWriteSignals, WRITE_SIGNALS } from "./signals.ts";
import { SpawnError } from "./spawn.ts";

/**
 * Becomes another program: same process, descriptors, environment and signals as if it had been started in our place.
 * Does not return; throws {@link SpawnError} when the system refuses.
 */
export function exec(path: string | Uint8Array, argv: readonly (string | Uint8Array)[]): never {
  const c = openLibc({
    execve: { args: ["buffer", "buffer", "address"], returns: "i32" },
    fcntl: { args: ["i32", "i32", "i64"], returns: "i32" },
    signal: { args: ["i32", "address"], returns: "address" },
    dlsym: { args: ["address", "buffer"], returns: "address" },
  });
  restoreDescriptorLimit();
  for (const descriptor of inheritedDescriptors()) c.fcntl(descriptor, F_SETFD, 0n);
  for (const signal of WRITE_SIGNALS) c.signal(signal, SIG_DFL);
  c.execve(cString(path), cArray(argv), readAddress(c.dlsym(0n, cString("environ"))));
  const code = errno();
  ignoreWriteSignals();
  throw new SpawnError(errnoName(code));
}
// From <fcntl.h> and <signal.h>.
const F_SETFD = 2, SIG_DFL = 0n;
