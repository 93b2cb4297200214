import { parentPort, workerData } from "node:worker_threads";
import { campaignOf } from "@stages/events/campaign-fact.ts";
import { readKeyring } from "@stages/vault/keyring.ts";
import { useKeyring } from "@stages/vault/vault.ts";
import { copyShare } from "./share.ts";
import type { WorkerDemand, WorkerTold } from "./shares.ts";

const { campaign, keys, share, ...country } = workerData as WorkerDemand;
// A port of another thread, which has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const tell = (told: WorkerTold) => parentPort!.postMessage(told);
useKeyring(readKeyring(keys));
// All live through the same: one of them says how far they are.
const words = await copyShare({ ...country, campaign: campaignOf(campaign) }, share, (step) => share.index === 0 && tell({ step }));
tell({ counts: words.counts() });
