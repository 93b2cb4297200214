import { Worker } from "node:worker_threads";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import { copyShare, type Country, type Share } from "./share.ts";
import { type Counts, Words } from "./words.ts";

export interface WorkerDemand extends Omit<Country, "campaign"> {
  readonly campaign: CampaignFact;
  /** The keyring, in JSON. */
  readonly keys: string;
  readonly share: Share;
}

export type WorkerTold = { readonly step: string } | { readonly counts: Counts };

/** Most of what is made lives for a row: with room for a few thousand of them, little is ever collected. */
const YOUNG_MB = 192;

/** The country in so many shares, a thread each; in this one when there is one. The words of all their offers. */
export async function copyShares(country: Country, { of, keys }: { readonly of: number; readonly keys: string }, onProgress: (step: string) => void): Promise<Words> {
  if (of === 1) return copyShare(country, { index: 0, of }, onProgress);
  const workers = Array.from({ length: of }, (_, index) => {
    const workerData: WorkerDemand = { ...country, campaign: campaignFact(country.campaign), keys, share: { index, of } };
    return new Worker(new URL("./share-worker.ts", import.meta.url), { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  });
  try {
    return new Words(await Promise.all(workers.map((worker) => countsOf(worker, onProgress))));
  } finally {
    // When one fails nobody waits for the rest of a country that will not be whole.
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function countsOf(worker: Worker, onProgress: (step: string) => void): Promise<Counts> {
  const { promise, resolve, reject } = Promise.withResolvers<Counts>();
  worker.on("message", (told: WorkerTold) => ("step" in told ? onProgress(told.step) : resolve(told.counts)));
  worker.once("error", reject);
  worker.once("exit", (code) => reject(new Error(`A share ended with ${code}`)));
  return promise;
}
