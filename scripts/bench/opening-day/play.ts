import type { Kind } from "./operations.ts";

export interface Player {
  readonly token: string;
  readonly studentId: string;
  /** Where they look besides their home. */
  readonly around: { readonly latitude: number; readonly longitude: number };
}

/** Who can be asked to play: tokens minted beforehand. */
export interface Play {
  readonly url: string;
  readonly students: readonly Player[];
  /** Of each host around, its manager's token. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly heads: readonly string[];
  /** In which they arrive; sessions that have begun are played to their end. */
  readonly seconds: number;
  /** A real second of thinking, or of the hour, is so many times shorter. */
  readonly compression: number;
  /** Sessions at once; who comes beyond waits at the door. */
  readonly mostActive: number;
  readonly seed: number;
}

/** One request after the other at a given rate, whether those before are answered or not. */
export interface Flood extends Pick<Play, "url" | "students" | "seed" | "seconds"> {
  /** Null: no rate but that of so many clients that ask again as soon as they are answered. */
  readonly rate: number | null;
  readonly clients: number;
}

/** Times are of the machine's monotonic clock in ms, which all its processes read. */
export const monotonicNow = () => Number(process.hrtime.bigint()) / 1e6;

export interface Answered {
  /** When they were asked, and how long each took. */
  readonly at: number[];
  readonly ms: number[];
}

/** What was acknowledged. */
export interface Written {
  readonly favourites: (readonly [studentId: string, offerId: string])[];
  readonly candidatures: (readonly [id: string, key: string, studentId: string])[];
  readonly steps: (readonly [candidatureId: string, to: string, askedAt: number])[];
}

export interface PlayReport {
  readonly from: number;
  readonly until: number;
  readonly answered: Readonly<Partial<Record<Kind, Answered>>>;
  /** What the rules said no to, by code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, number>>;
  /** Instants at which the platform said that it had too much to do, and how long it took to say so. */
  readonly shed: Answered;
  readonly written: Written;
  readonly sessions: number;
  readonly mostActive: number;
  readonly waitedAtTheDoor: number;
  /** Each second: sessions under way, and requests without an answer. */
  readonly active: (readonly [at: number, sessions: number, inFlight: number])[];
}

export type CrowdOrder = { readonly do: "play"; readonly play: Play } | { readonly do: "flood"; readonly flood: Flood };
export type CrowdMessage = { readonly ready: true } | { readonly done: number; readonly active: number } | { readonly report: PlayReport };
