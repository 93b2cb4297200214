/** What a benchmark is given: how long it may be, where progress is shown, and what must be undone whatever happens. */
export interface BenchmarkRun {
  readonly rounds: number;
  readonly secondsPerRound: number;
  /** Leave what took long to load, and begin with what was left. */
  readonly keep: boolean;
  /** Sample our processes' CPU under load, and say where it goes. */
  readonly profile: boolean;
  /** For what opens many: how many subscriptions, of how many scopes. */
  readonly subscriptions: number;
  readonly scopes: number;
  /** For what plays a crowd: how many, as many as its model says when null, in how many minutes. */
  readonly students: number | null;
  readonly minutes: number;
  readonly onProgress: (step: string) => void;
  /** Disposed at the end, on failure and on Ctrl-C, in reverse order. */
  readonly started: AsyncDisposableStack;
}

/** One line of the table: ours beside the other. `ratio` is ours / other. */
export interface Comparison {
  readonly name: string;
  readonly ours: number;
  /** Null for what has nothing beside it. */
  readonly other: number | null;
}

export interface Measured {
  /** What is not an npm package of the catalog. */
  readonly versions: Readonly<Record<string, string>>;
  readonly comparisons: readonly Comparison[];
  readonly notes: readonly string[];
  /** The lines that a script reads. */
  readonly ratios: Readonly<Record<string, number>>;
}

export interface Benchmark {
  /** How it measures, for who reads the figures. */
  readonly method: readonly string[];
  /** The npm packages whose versions matter. */
  readonly packages: readonly string[];
  run(run: BenchmarkRun): Promise<Measured>;
}
