import type { METRICS, MetricName } from "./metric-table.ts";

type OfType<T extends string> = { [Name in MetricName]: (typeof METRICS)[Name]["type"] extends T ? Name : never }[MetricName];
export type Labels = Readonly<Record<string, string>>;

export interface Reading {
  readonly metric: OfType<"gauge">;
  readonly labels?: Labels;
  readonly value: number;
}

/** What stands now, read when it is asked for. */
export interface Source {
  readonly name: string;
  read(): readonly Reading[] | Promise<readonly Reading[]>;
}

export interface Recorder {
  count(metric: OfType<"counter">, labels: Labels): void;
  observe(metric: OfType<"histogram">, labels: Labels, seconds: number): void;
}

let recorder: Recorder | null = null;
const sources = new Set<Source>();

/** Null where nobody measures: what is told is then not even looked at. */
export function recordBy(one: Recorder | null): void {
  recorder = one;
}

export const isMeasuring = (): boolean => recorder !== null;

export function count(metric: OfType<"counter">, labels: Labels = {}): void {
  recorder?.count(metric, labels);
}

export function observe(metric: OfType<"histogram">, labels: Labels, seconds: number): void {
  recorder?.observe(metric, labels, seconds);
}

/** Returns how to take it away. */
export function addSource(source: Source): () => void {
  sources.add(source);
  return () => void sources.delete(source);
}

export const allSources = (): readonly Source[] => [...sources];
