import { type Random, randomStream } from "@stages/demonstration/random.ts";
import { type Fault, faultProxy } from "./fault-proxy.ts";

/**
 * What becomes of a request and its answer:
 * - LOST: the connection is gone before the request has left;
 * - ABANDONED: it is gone as soon as the request has left, while it is worked on;
 * - UNHEARD: it is gone when the answer comes, of which nothing arrives;
 * - CUT: the beginning of the answer arrives, then the connection is gone.
 */
export const FATES = ["DELIVERED", "LOST", "ABANDONED", "UNHEARD", "CUT"] as const;
export type Fate = (typeof FATES)[number];

const FAULTS: Readonly<Record<Fate, Fault>> = {
  DELIVERED: { mode: "pass" },
  LOST: { mode: "reset" },
  ABANDONED: { mode: "gone" },
  UNHEARD: { mode: "cut", after: 0 },
  CUT: { mode: "cut", after: 100 },
};

export interface DroppingProxy {
  /** The same address as the target's, through this connection. */
  readonly url: string;
  /** How many requests had each fate until now. */
  readonly fates: Readonly<Record<Fate, number>>;
  stop(): Promise<void>;
}

/** A connection of the worst kind before a real server, as far as HTTP/1.1 goes that asks one thing at a time. */
export async function droppingProxy({ target, seed, odds }: { readonly target: string; readonly seed: number; readonly odds: Readonly<Record<Fate, number>> }): Promise<DroppingProxy> {
  const random: Random = randomStream(seed, "fates");
  const fates: Record<Fate, number> = { DELIVERED: 0, LOST: 0, ABANDONED: 0, UNHEARD: 0, CUT: 0 };
  const drawn = () => {
    const fate = random.weighted(FATES.map((one) => [one, odds[one]] as const));
    fates[fate] += 1;
    return FAULTS[fate];
  };
  const { url, stop } = await faultProxy(target, { drawn });
  return { url, fates, stop };
}
