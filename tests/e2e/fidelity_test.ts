import assert from "node:assert/strict";
import { test } from "node:test";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";

// Prints the raw wait status of a command: exit code and signal apart, which a shell's $? does not tell.
const STATUS =
  `status() { perl -e 'system { $ARGV[0] } @ARGV; printf "code %d signal %d\\n", $? >> 8, $? & 127' "$@"; }`;

/** Scripts that must print and return the same with the recorder around the command and without. */
const SCRIPTS: Readonly<Record<string, string>> = {
  "exit code and both streams": `"\${R[@]}" sh -c 'echo hello; echo oops >&2; exit 3'`,
  "a process substitution": `"\${R[@]}" cat <(echo one) <(echo two)`,
  "high inherited descriptors":
    `exec 9<<<nine 77<<<seventyseven; "\${R[@]}" sh -c 'cat <&9; cat /dev/fd/77'`,
  "the set of open descriptors": `exec 7</dev/null; "\${R[@]}" sh -c 'ls -x /proc/self/fd'`,
  "echo to /dev/stderr": `"\${R[@]}" sh -c 'echo x > /dev/stderr'`,
  "tee to /dev/stderr": `echo y | "\${R[@]}" tee /dev/stderr`,
  "standard input": `printf 'b\\na\\nc' | "\${R[@]}" sort -r`,
  "standard input from a file, at its offset":
    `printf '1\\n2\\n3\\n' > in; { read -r first; "\${R[@]}" cat; cat; } < in`,
  "SIGPIPE from a reader that leaves":
    `"\${R[@]}" seq 1 1000000 | head -3; echo "\${PIPESTATUS[@]}"`,
  "yes into head": `"\${R[@]}" yes | head -1; echo "\${PIPESTATUS[@]}"`,
  "yes into a recorded head": `yes | "\${R[@]}" head -1; echo "\${PIPESTATUS[@]}"`,
  "nohup": `nohup "\${R[@]}" sh -c 'kill -HUP $$; echo survived'`,
  "ignored signals": `(trap '' INT QUIT TERM USR1; "\${R[@]}" grep SigIgn /proc/self/status)`,
  "default signals": `"\${R[@]}" grep -E 'SigIgn|SigBlk|SigCgt' /proc/self/status`,
  "limits": `ulimit -n 321; "\${R[@]}" bash -c 'ulimit -a'`,
  "umask and niceness": `umask 027; nice -n 3 "\${R[@]}" sh -c 'umask; nice'`,
  "environment":
    `export ODD=$'a\\nb' BYTES=$'\\xff\\xfe'; "\${R[@]}" env -0 | tr '\\0' '\\n' | grep -avE '^(ZIG_SESSION_(ID|STEP|LOG|PIPES)|ZIG_HOME|PWD|_)='`,
  "an .env file in the folder":
    `echo SECRET_FROM_FILE=1 > .env; "\${R[@]}" sh -c 'echo "[$SECRET_FROM_FILE]"'`,
  "arguments": `"\${R[@]}" printf '<%s>' '' 'a b' $'\\n' "it's" '"' $'\\xff\\x80' é --help -- -x`,
  "argv[0]": `"\${R[@]}" bash -c 'echo "$0"'; "\${R[@]}" cat /proc/self/cmdline`,
  "SIGKILL": `${STATUS}; status "\${R[@]}" sh -c 'echo a; kill -KILL $$'`,
  "SIGSEGV": `${STATUS}; ulimit -c 0; status "\${R[@]}" sh -c 'kill -SEGV $$'`,
  "SIGABRT": `${STATUS}; ulimit -c 0; status "\${R[@]}" sh -c 'kill -ABRT $$'`,
  "SIGPIPE by itself": `${STATUS}; status "\${R[@]}" sh -c 'kill -PIPE $$'`,
  "a real-time signal": `${STATUS}; status "\${R[@]}" sh -c 'kill -40 $$'`,
  "exit code 255": `${STATUS}; status "\${R[@]}" sh -c 'exit 255'`,
  "an exit code that looks like a signal": `${STATUS}; status "\${R[@]}" sh -c 'exit 143'`,
  "a script without #!":
    `printf 'echo "plain $0 $1"; exit 5\\n' > plain; chmod +x plain; "\${R[@]}" ./plain arg`,
  "a command in an empty PATH element":
    `printf '#!/bin/sh\\necho here\\n' > tool; chmod +x tool; PATH=:$PATH; "\${R[@]}" tool`,
  "bytes of every value":
    `perl -e 'binmode STDOUT; print map { chr } 0..255 for 1..3000' > all; "\${R[@]}" cat all | cmp - all && echo same`,
  "a random stream of 20 MB on both streams":
    `head -c 10000000 /dev/urandom > r; "\${R[@]}" sh -c 'cat r; cat r >&2' > o 2> e; cmp o r && cmp e r && echo same`,
  "a stream without a newline":
    `head -c 3000000 /dev/zero | tr '\\0' x > z; "\${R[@]}" cat z | cmp - z && echo same`,
  "a slow reader": `"\${R[@]}" seq 1 400000 | { sleep 0.3; md5sum; }`,
  "a reader that closes only stderr":
    `{ "\${R[@]}" sh -c 'echo out; while echo err >&2 2>/dev/null; do :; done; echo "end"' 2>&3 | cat; } 3> >(head -1 >/dev/null)`,
  "git log -p": `git init -q . && for n in 1 2 3; do seq 1 $((n*100)) > f; git add f; ` +
    `git -c user.name=Ada -c user.email=ada@example.org commit -qm "change $n" --date=2026-01-0$n; done; "\${R[@]}" git log -p --format=%s`,
  "a build with make -j2 and gcc":
    `printf 'int f(void){return 1;}\\n' > a.c; printf 'int f(void); int main(void){return f()-1;}\\n' > b.c; ` +
    `printf 'prog: a.o b.o\\n\\tgcc -o $@ $^\\n%%.o: %%.c\\n\\tgcc -c $<\\n' > Makefile; "\${R[@]}" make -s -j2 2>&1 && ./prog; echo $?`,
  "a sub-make that needs the jobserver":
    `mkdir -p sub; printf 'all: x y\\nx y:\\n\\t@echo $@ >/dev/null\\n' > sub/Makefile; ` +
    `printf 'all: one\\none:\\n\\t+@$(RECORD) $(MAKE) --no-print-directory -C sub\\n' > Makefile; RECORD="\${R[*]@Q}" make -j2 2>&1`,
};

for (const program of PROGRAMS) {
  for (const [name, script] of Object.entries(SCRIPTS)) {
    test(`record [${program.name}] is as bare: ${name}`, async () => {
      using bareScratch = new Scratch();
      using scratch = new Scratch();
      const bare = await runScript(bareScratch, undefined, script);
      const recorded = await runScript(scratch, program, script);
      assert.deepEqual(recorded, bare);
      assert.ok(scratch.logs().length > 0, "nothing was recorded");
    });
  }
}
