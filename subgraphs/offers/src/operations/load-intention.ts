import type { Transaction } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { type Host, manages } from "../domain/host.ts";
import type { Intention } from "../domain/intention.ts";
import { lockIntention } from "../persistence/intentions.ts";
import { loadCampaign, loadHost } from "./load.ts";

/** The intention, locked, with its host and campaign; not found when the actor does not manage the host. */
export async function loadIntention(tx: Transaction, id: string, actor: Actor, today: Temporal.PlainDate): Promise<{ intention: Intention; host: Host; campaign: Campaign }> {
  const notFound = refused("NOT_FOUND", { what: "Déclaration d'intention" }, "intentionId");
  const parsed = parseId("intention", id);
  const intention = parsed && (await lockIntention(tx, parsed));
  if (!intention) throw notFound;
  const host = await loadHost(tx, intention.hostId);
  if (!manages(actor, host)) throw notFound;
  return { intention, host, campaign: await loadCampaign(tx, intention.campaignId, today) };
}
