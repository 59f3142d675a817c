/** What a case is run in. */
export interface BenchContext {
  /** A folder for its files, which is the current one of its commands; it goes away with the benchmark. */
  readonly folder: string;
  /** Our executable, for a shell. */
  readonly program: string;
}

/** One piece of work, done by us and by a peer in turn, both by `bash -c`. */
export interface BenchCase {
  /** By which it is chosen, in kebab case. */
  readonly name: string;
  readonly title: string;
  /** The most that the ratio of the times may be; undefined where only the figures of ours have a target. */
  readonly maxRatio?: number;
  /** Tools without which there is no such peer, beside bash. */
  readonly needs: readonly string[];
  readonly peerName: string;
  /** Makes the case's files and gives the two commands. */
  prepare(context: BenchContext): Commands;
  /** Only when it is named: it takes minutes, or much room on the disk. */
  readonly onRequest?: true;
  /** How often both are run; 7 unless it takes long. */
  readonly pairs?: number;
}

/** The commands of a case. */
export interface Commands {
  readonly ours: string;
  readonly peer: string;
  /** Folders that are removed after each run, so that it begins as the first one did and the disk does not fill. */
  readonly fresh: readonly string[];
}
