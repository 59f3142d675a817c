import assert from "node:assert/strict";
import { test } from "node:test";
import { COMPARED_CHARS, lineNormalizer } from "../../../../src/inspect/diff/normalize_line.ts";

const normalize = lineNormalizer({ cwd: "/home/ada/shop" });

/** Each group is what one line may look like in different runs. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  "times as RFC 3339 has them": [
    "2026-11-22T10:46:05.789Z start",
    "2026-11-22T10:46:06+01:00 start",
    "2026-11-23 10:46:05,123 start",
    "2026-11-22 10:46 start",
    "2026/11/22 10:46:05 start",
  ],
  "times of syslog, date and mail": [
    "Nov 22 14:05:01 host cron: run",
    "Dec  1 04:05:01 host cron: run",
  ],
  "times of date(1)": ["Sun Nov 22 19:30:09 UTC 2026", "Mon Nov 23 07:30:09 UTC 2026"],
  "times of mail": ["Sun, 22 Nov 2026 10:00:00 +0000", "Mon, 2 Feb 2026 09:00:00 -0700"],
  "clock times": ["[10:46:05] go", "[9:06:05.123] go", "[10:46:05 PM] go"],
  "durations with their unit": ["in 1.23s", "in 980ms", "in 12 ms", "in 2.5 seconds", "in 1m30s"],
  "durations of several units": [
    "took 1m 30s",
    "took 2 minutes, 3 seconds",
    "took 1h02m",
    "took 9s",
  ],
  "sizes": ["4.2 MB/s", "980 kB/s", "1 GiB/s", "12B/s"],
  "UUIDs": [
    "job 0195f2aa-1111-7222-8333-444455556666",
    "job 6F9619FF-8B86-D011-B42D-00CF4FC964FF",
  ],
  "ULIDs": ["session 01M8230FA45KDCS2T1QVD5QSDM", "session 01M82C8MGETT6908EG6F4KSS5S"],
  "commits": ["HEAD is 1a2b3c4", "HEAD is 89abcde012345678901234567890123456789012"],
  "digests": [
    `sha256:${"0a".repeat(32)} pulled`,
    `sha256:${"f3".repeat(32)} pulled`,
    "sha512-Zm9vYmFyYmF6cXV4Cg== pulled",
  ],
  "addresses": ["at 0x7ffd12a4", "at 0x55e0deadbeef"],
  "temporary paths": [
    "/tmp/abc123/src/main.c",
    "/tmp/tmp.Xy12/src/main.c",
    "/var/tmp/zz/src/main.c",
    "/var/folders/ab/c12d/T/build9/src/main.c",
    "/private/tmp/q/src/main.c",
  ],
  "ports and addresses": ["listening on 127.0.0.1:43121", "listening on 10.0.3.17:80"],
  "process ids": ["worker [4711] up", "worker [12] up"],
  "percentages": ["45% done", "7.5% done"],
  "progress counters": ["[12/340] cc", "[340/340] cc"],
  "lines and columns of a compiler": ["main.c:12:34: error: foo", "main.c:7:1: error: foo"],
  "progress bars": ["[=====>     ] 45%", "[==========>] 100%"],
  "bars of blocks": ["get ████░░ 4%", "get ██████ 99%"],
  "spinners": ["⠙ wait", "⠸ wait"],
  "dots": ["waiting.....", "waiting.........."],
  "what is drawn over": ["10%\r20%\r30%\r", "50%\r99%"],
  "colours": ["\x1b[31mred\x1b[0m", "red", "\x1b]0;title\x07red"],
  "white space": ["a   b", " a b ", "a\tb"],
  "the session's folder": ["/home/ada/shop/a.c", "<cwd>/a.c"],
  "numbers within words": ["worker12", "worker7"],
  "numbers with separators": ["1,234,567 rows", "12 rows", "1_000 rows", "3.5e-7 rows"],
};

for (const [what, lines] of Object.entries(SAME)) {
  test(`lineNormalizer() takes ${what} for the same`, () => {
    const forms = lines.map(normalize);
    assert.deepEqual(forms, forms.map(() => forms[0]));
  });
}

const DIFFERENT: Readonly<Record<string, readonly string[]>> = {
  "words": ["ok", "OK", "not ok", "facade", "defaced"],
  "versions": ["left-pad@1.3.0", "left-pad@1.3.1", "left-pad@1.3.1-rc.1"],
  "short versions": ["v18", "v20", "v20.1"],
  "exit codes": ["exited with code 1", "exited with code 2"],
  "errors of make": [
    "make: *** [Makefile:3: shop] Error 1",
    "make: *** [Makefile:3: shop] Error 2",
  ],
  "HTTP states": ["HTTP/1.1 200 OK", "HTTP/1.1 404 OK"],
  "status": ["status=200", "status=500"],
  "signals": ["signal 9", "signal 15"],
  "counts of failures": ["5 passed, 0 failed", "5 passed, 1 failed"],
  "counts of errors": ["found 0 errors", "found 3 errors", "found 2 type errors"],
  "counts behind the word": ["failures: 0", "failures: 1"],
  "error codes": ["error[E0308]", "error[E0599]", "error TS2304", "ORA-00600"],
  "what follows a temporary folder": ["/tmp/a1/x.c", "/tmp/a1/y.c"],
  "folders that begin like the session's": ["/home/ada/shop/a", "/home/ada/shop-old/a"],
  "what stands before an error's place": ["a.c:1:2: error", "b.c:1:2: error"],
};

for (const [what, lines] of Object.entries(DIFFERENT)) {
  test(`lineNormalizer() tells ${what} apart`, () => {
    assert.equal(new Set(lines.map(normalize)).size, lines.length, lines.map(normalize).join("\n"));
  });
}

test("lineNormalizer() gives a form that people can read", () => {
  assert.equal(
    normalize(
      "2026-11-22T10:46:05Z \x1b[31m/home/ada/shop/main.c:12:3\x1b[0m took 1.5s (45%), exit code 2",
    ),
    "<time> <cwd>/main.c:<n>:<n> took <duration> (<n>%), exit code 2",
  );
});

test("lineNormalizer() of its own result changes nothing", () => {
  for (const line of Object.values(SAME).flat()) {
    assert.equal(normalize(normalize(line)), normalize(line));
  }
});

test("lineNormalizer() takes a folder for what it is, not for a pattern", () => {
  const odd = lineNormalizer({ cwd: "/home/ada/a.c (1)+[x" });
  assert.equal(odd("see /home/ada/a.c (1)+[x/y"), "see <cwd>/y");
  assert.equal(odd("see /home/ada/abc"), "see /home/ada/abc");
  for (const cwd of [null, "", "/"]) assert.equal(lineNormalizer({ cwd })("/a/b"), "/a/b");
});

test("lineNormalizer() is done with hostile lines", () => {
  const pieces = [
    ..."1a.:[-/\r",
    "1,",
    "1m",
    "1 m, ",
    "0x",
    "a1",
    "/tmp/",
    "\x1b[",
    "\x1b]",
    "Mon ",
    "v1",
    "1 a ",
    "[--- ",
    "sha256-",
    "exit with code ",
    "/var/folders/",
    "1.1.1-a.",
    "\ud800",
  ];
  for (const piece of pieces) {
    const form = normalize(piece.repeat(1 << 20));
    assert.ok(form.length <= COMPARED_CHARS * 8, piece);
  }
});
