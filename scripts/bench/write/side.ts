import type { CandidatureId } from "@stages/kernel/ids.ts";
import type { Pair } from "./market.ts";

export interface Sent extends Pair {
  readonly candidatureId: CandidatureId;
}

/** One way of writing: each of them makes all the effects, in a transaction. */
export interface Side {
  submit(pair: Pair): Promise<Sent>;
  /** False when no seat is left. */
  accept(sent: Sent): Promise<boolean>;
}

export const MOTIVATION = "J'aimerais découvrir votre métier, que je ne connais que par ce que ma sœur en dit. Je suis curieuse, ponctuelle, et je viendrai à vélo.";
