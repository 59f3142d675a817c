import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import type { BenchCase, BenchContext } from "./bench_case.ts";
import { makeHome } from "./sample_home.ts";
import { plainLines } from "./sample_files.ts";

/** How fast sessions are listed, shown, counted, checked and searched. */
export const READING_CASES: readonly BenchCase[] = [
  ...["list", "show", "status"].map(amongManySessions),
  ofLongLog("show", "> /dev/null", "wc -l < LOG", "wc -l", 3, []),
  ...["show > /dev/null", "events --count", "verify"].map(besideJq),
  searchLiteral(),
];

function amongManySessions(command: string): BenchCase {
  return {
    name: `${command}-100k`,
    title: `${command}, with 100,000 sessions`,
    maxRatio: 3,
    needs: [],
    peerName: "100 sessions",
    prepare({ folder, program }) {
      makeHome(join(folder, "many"), 100_000);
      makeHome(join(folder, "few"), 100);
      return {
        ours: `ZIG_HOME=many ${program} ${command} > /dev/null`,
        peer: `ZIG_HOME=few ${program} ${command} > /dev/null`,
        fresh: [],
      };
    },
  };
}

function besideJq(command: string): BenchCase {
  const [word = ""] = command.split(" "), rest = command.slice(word.length);
  const peer = "jq -c .type < LOG | sort | uniq -c";
  return { ...ofLongLog(word, rest, peer, "jq | sort | uniq", 0.5, ["jq"]), name: `${word}-1m-jq` };
}

/** A command on a log of a million lines; `peer` names it LOG. */
function ofLongLog(
  command: string,
  rest: string,
  peer: string,
  peerName: string,
  maxRatio: number,
  needs: readonly string[],
): BenchCase {
  return {
    name: `${command}-1m`,
    title: `${command} of a log of 1M lines`,
    maxRatio,
    needs,
    peerName,
    prepare(context) {
      const log = recordLines(context, 1_000_000);
      return {
        ours: `ZIG_HOME=home ${context.program} ${command} ${rest}`,
        peer: peer.replace("LOG", `'${log}'`),
        fresh: [],
      };
    },
  };
}

function searchLiteral(): BenchCase {
  return {
    name: "search-1gb",
    title: "search LITERAL in 1 GB of logs, warm",
    maxRatio: 3,
    needs: ["rg"],
    peerName: "rg -c",
    prepare(context) {
      for (let count = 0; count < 5; count++) recordLines(context, 1_000_000);
      return {
        ours: `ZIG_HOME=home ${context.program} search '  777777 . .' > /dev/null`,
        peer: `rg -c '  777777 \\. \\.' home/logs/sessions > /dev/null`,
        fresh: [],
      };
    },
  };
}

/** Records plain lines in the folder's home, and returns the path of the newest log. */
function recordLines({ folder, program }: BenchContext, count: number): string {
  const script = `ZIG_HOME=home ${program} record -q -- cat ${plainLines(folder, count)}`;
  execFileSync("bash", ["-c", `${script} > /dev/null`], { cwd: folder });
  const sessions = join(folder, "home", "logs", "sessions");
  return join(sessions, fs.readdirSync(sessions).toSorted().at(-1) ?? "");
}
