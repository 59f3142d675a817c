import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { ADA, MALLORY, needsOther, openToOthers } from "./support/other_user.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";
import { treeOf } from "./support/tree.ts";

const [, executable] = PROGRAMS;

/** For scripts: `as UID COMMAND…` runs it as another user, `$z` is a program that they may run, and `$ZIG_HOME` where they may write. */
const AS = `z=\${Z[0]}; mkdir -m 1777 -p ../shared
  as() { setpriv --reuid $1 --regid $1 --clear-groups "\${@:2}"; }; export ZIG_HOME=$(realpath ../shared)/home`;

const MODES = `find "$ZIG_HOME" -printf '%y%m\\n' | sort | uniq -c | tr -s ' '`;

for (const program of PROGRAMS) {
  test(`record [${program.name}] makes folders 0700 and files 0600 whatever the umask`, async () => {
    for (const umask of ["000", "022", "777"]) {
      using scratch = new Scratch();
      const script = `(umask ${umask}; mkdir -p -m 755 .git; ZIG_HOME=$ZIG_HOME/a/b "\${R[@]}" true)
        (umask ${umask}; "\${R[@]}" true); find "$ZIG_HOME" -type d ! -perm 700 -o -type f ! -perm 600; find "$ZIG_HOME" -type f | wc -l`;
      const { stdout, stderr } = await runScript(scratch, program, script);
      assert.deepEqual([stdout, stderr], ["10\n", ""], umask);
    }
  });

  test(`record [${program.name}] leaves modes as they are, and says once where others may write`, async () => {
    using scratch = new Scratch();
    const script =
      `"\${R[@]}" true; chmod 777 "$ZIG_HOME" "$ZIG_HOME/logs"; chmod 666 "$ZIG_HOME/.index.lock"; before=$(${MODES})
      "\${Z[@]}" record -- sh -c 'exit 7' 2>&1 | grep -v ' · '; echo "exit \${PIPESTATUS[0]}"
      "\${Z[@]}" record --strict -q -- true; echo "strict $?"; "\${Z[@]}" record --no-warnings -- true 2>&1 | grep -c 'can write'
      [ "$before" = "$(${MODES} | sed 's/ 8 f600/ 5 f600/')" ]; find "$ZIG_HOME" -perm /022 | wc -l`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    const { home } = scratch;
    assert.equal(
      stdout,
      `zig-session: warning: other users can write to "${home}" (mode 0777) and 2 more there and could alter your recordings. Fix: ` +
        `chmod -R go-w ${home}\nexit 7\nstrict 0\n0\n3\n`,
    );
    assert.equal(stderr, "");
  });

  test(`What others may write to [${program.name}] is said once for all that is recorded in a session`, async () => {
    using scratch = new Scratch();
    const script = `mkdir -m 757 "$ZIG_HOME"; export z="$(printf '%q ' "\${Z[@]}")"
      "\${Z[@]}" record -- bash -c 'eval $z record -- true; eval $z step s -- true' 2>&1 | grep -c 'other users can write'
      (export ZIG_SESSION_ID=$("\${Z[@]}" start 2>&1 | tee err | grep -v zig); "\${Z[@]}" step s -- true; "\${Z[@]}" end) 2>&1 | grep -c 'other users can write'; grep -c 'other users can write' err
      "\${Z[@]}" start --no-warnings 2>&1 >/dev/null; "\${Z[@]}" list 2>&1 | grep -c 'can write'`;
    const { stdout, stderr } = await runScript(scratch, program, script);
    assert.deepEqual([stdout, stderr], ["1\n0\n1\n0\n", ""]);
  });
}

test(`record [executable] where a folder above the home lets others replace it says so, and a sticky one does not`, async () => {
  using scratch = new Scratch();
  const script = `mkdir -m 777 open; mkdir -m 1777 sticky
    for d in open sticky; do ZIG_HOME=$PWD/$d/home "\${Z[@]}" record -- true 2>&1 | grep -v ' · '; stat -c %a $d/home; done`;
  const { stdout } = await runScript(scratch, executable, script);
  const open = `${scratch.work}/open`;
  assert.equal(
    stdout,
    `zig-session: warning: other users can write to "${open}" (mode 0777) and could replace the home in it. Fix: chmod +t ${open}\n700\n700\n`,
  );
});

test("record [executable] follows a link to the home", async () => {
  using scratch = new Scratch();
  const script =
    `mkdir data; ln -s "$PWD/data" "$ZIG_HOME"; "\${R[@]}" true; echo "exit $?"; ls data; "\${Z[@]}" list --json | grep -c '"zig_session_id"'
    ln -s nowhere dangling; ZIG_HOME=$PWD/dangling "\${R[@]}" echo out; ln -s circle circle; ZIG_HOME=$PWD/circle "\${R[@]}" echo out`;
  const { stdout, stderr } = await runScript(scratch, executable, script);
  assert.equal(stdout, "exit 0\nlogs\nsessions_index.json\nunindexed\n1\nout\nout\n");
  assert.match(
    stderr,
    /dangling" is a symbolic link that leads nowhere.*\n.*the links of ".*circle" lead in a circle/,
  );
});

/** What others do in a folder in which all may write, and what `z` then does as ada or root. */
interface Attack {
  readonly name: string;
  readonly script: string;
  readonly stdout: string;
  readonly stderr: RegExp;
}

const ATTACKS: readonly Attack[] = [
  {
    name: "a home of another user",
    script:
      `as ${MALLORY} mkdir -m 777 $ZIG_HOME; as ${ADA} $z record -- echo out; ls -A $ZIG_HOME`,
    stdout: "out\n",
    stderr: /recording failed: .+home" belongs to another user \(uid 54322\)\. Set ZIG_HOME/,
  },
  {
    name: "a home of another user, as root",
    script:
      `as ${MALLORY} mkdir -m 700 $ZIG_HOME; $z record -q -- echo out; find $ZIG_HOME ! -uid ${MALLORY}; as ${MALLORY} $z record -q -- true; as ${MALLORY} $z list --json | grep -c '"zig_session_id"'`,
    stdout: "out\n2\n",
    stderr: /^$/,
  },
  {
    name: "another's link to a folder of ours in the place of the home",
    script:
      `mkdir ours; chown ${ADA} ours; as ${MALLORY} ln -s $PWD/ours $ZIG_HOME; as ${ADA} $z record -- echo out; ls ours; as ${ADA} $z list; echo $?`,
    stdout: "out\n2\n",
    stderr:
      /recording failed: .+home" is a symbolic link of another user \(uid 54322\)\. Set ZIG_HOME/,
  },
  {
    name: "another's link on the way to a home that is not there yet",
    script:
      `mkdir ours; chown ${ADA} ours; as ${MALLORY} ln -s $PWD/ours $ZIG_HOME; ZIG_HOME=$ZIG_HOME/new as ${ADA} $z record -- echo out; ls ours`,
    stdout: "out\n",
    stderr: /recording failed: .+home" is a symbolic link of another user/,
  },
  {
    name: "another's link to root's folder, as root",
    script: `mkdir ours; as ${MALLORY} ln -s $PWD/ours $ZIG_HOME; $z record -- echo out; ls ours`,
    stdout: "out\n",
    stderr: /recording failed: .+home" is a symbolic link of another user/,
  },
  {
    name: "another's link to a folder of the same user, as root",
    script:
      `mkdir theirs; chown ${MALLORY} theirs; as ${MALLORY} ln -s $PWD/theirs $ZIG_HOME; $z record -q -- echo out; ls theirs`,
    stdout: "out\nlogs\nsessions_index.json\nunindexed\n",
    stderr: /^$/,
  },
  {
    name: "a link within a home of another user, as root",
    script:
      `mkdir ours; as ${MALLORY} mkdir $ZIG_HOME; as ${MALLORY} ln -s $PWD/ours $ZIG_HOME/logs; $z record -- echo out; ls ours`,
    stdout: "out\n",
    stderr: /recording failed: .+logs" is a symbolic link, and within a home none is followed/,
  },
  {
    name: "another's folder in an open home",
    script:
      `mkdir -m 1777 $ZIG_HOME; as ${MALLORY} mkdir -m 777 $ZIG_HOME/logs; as ${ADA} $z record -- echo out; ls -A $ZIG_HOME/logs`,
    stdout: "out\n",
    stderr: /recording failed: .+logs" belongs to another user/,
  },
  {
    name: "another's lock in an open home",
    script:
      `mkdir -m 1777 $ZIG_HOME; as ${MALLORY} touch $ZIG_HOME/.index.lock; chmod 666 $ZIG_HOME/.index.lock; as ${ADA} $z record -q -- echo out`,
    stdout: "out\n",
    stderr:
      /recording failed in part: Could not open the lock .+: it belongs to another user \(uid 54322\)\. Move it away/,
  },
  {
    name: "a log that another has put in our place",
    script:
      `mkdir -m 1777 $ZIG_HOME; id=$(as ${ADA} $z start --no-warnings); log=$(ls $ZIG_HOME/logs/sessions/*.jsonl); chmod 777 $ZIG_HOME/logs $ZIG_HOME/logs/sessions
        as ${MALLORY} mv $log $log.away; cp $log.away $log; chown ${MALLORY} $log; chmod 666 $log; md5sum $log > $PWD/before
        as ${ADA} $z event --session $id --json '{"type":"heartbeat","interval_secs":1}'; echo "exit $?"; ZIG_SESSION_ID=$id as ${ADA} $z step s -q -- echo out; md5sum --quiet -c $PWD/before`,
    stdout: "exit 2\nout\n",
    stderr:
      /Could not open the log .+: it belongs to another user[^]+recording failed: .+it belongs to another user/,
  },
  {
    name: "a second name of our file in an open home",
    script:
      `touch ours; chown ${ADA} ours; mkdir -m 1777 $ZIG_HOME; ln ours $ZIG_HOME/.index.lock; as ${ADA} $z record -q -- echo out; mkdir private; chown ${ADA} private; export ZIG_HOME=$PWD/private
        ln ours private/.index.lock; as ${ADA} $z record -q -- echo out`,
    stdout: "out\nout\n",
    stderr:
      /^zig-session: recording failed in part: Could not open the lock .+: it has a second name \(a hard link\), and others may write there.+\n$/,
  },
  {
    name: "a folder of another user above the home",
    script:
      `as ${MALLORY} mkdir -m 755 $ZIG_HOME; mkdir $ZIG_HOME/mine; chown ${ADA} $ZIG_HOME/mine; ZIG_HOME=$ZIG_HOME/mine as ${ADA} $z record -- echo out 2>&1 | grep -v ' · ' >&2`,
    stdout: "",
    stderr:
      /home" belongs to another user \(uid 54322\), who could replace the home.+: set ZIG_HOME/,
  },
  {
    name: "a group of one's own that may write, and one of others",
    script:
      `as ${ADA} mkdir -m 775 $ZIG_HOME; as ${ADA} $z record -- true 2>&1 | grep -c 'can write'; chgrp ${MALLORY} $ZIG_HOME; as ${ADA} $z record -- true 2>&1 | grep -c 'can write'`,
    stdout: "0\n1\n",
    stderr: /^$/,
  },
];

const SANDBOX = [
  "--reuid",
  `${ADA}`,
  "--clear-groups",
  "unshare",
  "-U",
  `--map-user=${ADA}`,
  "true",
];
const hasSandbox = needsOther === "" && spawnSync("setpriv", SANDBOX).status === 0;

test(
  `record [executable] in a sandbox that shows root as an unknown user takes it for root${
    hasSandbox ? "" : " (skipped: no right to make one)"
  }`,
  async () => {
    if (!hasSandbox) return;
    using scratch = new Scratch();
    const script =
      `ln -s $(realpath ..)/shared link; ZIG_HOME=$PWD/link/home as ${ADA} unshare -U --map-user=${ADA} \
      sh -c 'stat -c %u ..; exec "$0" record -- echo out 2>&1' $z | sed 's/✓ .*/completed/'`;
    const { stdout, stderr } = await runScript(
      scratch,
      openToOthers(scratch, executable),
      `${AS}\n${script}`,
    );
    assert.deepEqual([stdout, stderr], ["65534\nout\nzig-session: completed\n", ""]);
  },
);

for (const { name, script, stdout, stderr } of ATTACKS) {
  test(`record [executable] with ${name}${needsOther}`, async () => {
    if (needsOther) return;
    using scratch = new Scratch();
    const result = await runScript(scratch, openToOthers(scratch, executable), `${AS}\n${script}`);
    assert.equal(result.stdout, stdout, result.stderr);
    assert.match(result.stderr, stderr);
  });
}

/** What removes, rewrites and reads, with its exit code where the project's folder is a link. */
const BEHIND_LINK: readonly (readonly [command: string, code: number])[] = [
  ["rm --force $id", 2],
  ["gc --keep 0 --older-than 0s --force", 0],
  ["gc --global --keep 0 --older-than 0s --force", 0],
  ["repair --write $id", 2],
  ["repair --all --global --write", 1],
  ["redact --all --regex needle --write", 2],
  ["redact --all --global --regex needle --write", 1],
  ["verify --all", 2],
  ["list", 2],
  ["show --output", 2],
  ["search needle", 2],
  ["events", 2],
];

test("No command [executable] reads or writes behind a link in the place of a project's folder", async () => {
  using scratch = new Scratch();
  const away = `${scratch.root}/away`;
  await runScript(
    scratch,
    executable,
    `mkdir .git; "\${R[@]}" echo needle > out; mv "$ZIG_HOME"/projects/* ${away}; printf torn >> $(ls ${away}/logs/sessions/*.jsonl)
      ln -s ${away} "$ZIG_HOME/projects/$(pwd | sed 's#^/##; s#/#-#g')"`,
  );
  const before = treeOf(away);
  const script =
    `id=$(basename ${away}/logs/sessions/*.jsonl .jsonl); check() { timeout 20 "\${Z[@]}" "$@" > out 2>&1
    echo "$? $(grep -c 'symbolic link' out) $(grep -c '^needle\\|"line":"needle"' out)"; }\n${
      BEHIND_LINK.map(([command]) => `check ${command}`).join("\n")
    }`;
  const { stdout } = await runScript(scratch, executable, script);
  assert.deepEqual(treeOf(away), before);
  const lines = stdout.trimEnd().split("\n");
  BEHIND_LINK.forEach(([command, code], at) => {
    const [found, warnings, needles] = (lines[at] ?? "").split(" ").map(Number);
    assert.deepEqual({ code: found, needles }, { code, needles: 0 }, command);
    assert.ok(Number(warnings) > 0, command);
  });
});
