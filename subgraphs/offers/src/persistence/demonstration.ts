import type { Transaction } from "@stages/database/connection.ts";
import { insertAll } from "@stages/database/insert-all.ts";
import { COMMUNES } from "@stages/demonstration/communes.ts";
import type { World, WorldHost, WorldOffer } from "@stages/demonstration/world-types.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type Actor, PLATFORM } from "@stages/kernel/actor.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import type { Host } from "../domain/host.ts";
import type { Lack, Status } from "../domain/lifecycle.ts";
import type { Offer } from "../domain/offer.ts";
import { FRANCE } from "../domain/place.ts";
import { historyOf } from "./history.ts";
import { hostRow } from "./hosts.ts";
import { intentionRow } from "./intentions.ts";
import { offerRow } from "./offers.ts";
import * as tables from "./tables.ts";
import { learnAllWords } from "./vocabulary.ts";

/** Fills the tables with the synthetic world: campaigns, hosts and offers; the communes alone are real. */
export async function loadDemonstration(tx: Transaction, world: World): Promise<void> {
  const academies = new Map(world.hosts.map(({ id, academy }) => [id, academy]));
  const managers = new Map(world.hosts.map(({ id, managerPersonId }) => [id, managerPersonId]));
  const seatsTaken = Map.groupBy(world.candidatures.filter(({ status }) => status === "ACCEPTED" || status === "CONFIRMED"), ({ offerId }) => offerId);
  await insertAll(tx, tables.campaigns, world.campaigns.map((campaign) => ({ id: campaign.id, campaign: campaignFact(campaign) })));
  await insertAll(tx, tables.hosts, world.hosts.map((host) => hostRow(hostOf(host))));
  await insertAll(tx, tables.hostManagers, world.hosts.map(({ id, managerPersonId }) => ({ hostId: id, personId: managerPersonId })));
  await insertAll(tx, tables.offers, world.offers.map((offer) => offerRow(offerOf(offer, academies.get(offer.hostId)!, seatsTaken.get(offer.id)?.length ?? 0))));
  await insertAll(tx, tables.history, world.offers.flatMap((offer) => pathOf(offer, world.runningCampaignId).map((step) => historyOf({ ...step, offer: { ...offerOf(offer, null, 0), status: step.to }, actor: actorOf(step.by, managers.get(offer.hostId)!) }))));
  await insertAll(tx, tables.intentions, world.intentions.map((intention) => intentionRow({ ...intention, changedAt: null, withdrawnAt: null })));
  await insertAll(tx, tables.communeCoordinates, COMMUNES.map(({ communeCode, latitude, longitude }) => ({ communeCode, latitude, longitude, points: 1 })));
  await learnAllWords(tx);
}

function hostOf({ id, siret, legalName, kind, sector, addressLine, postcode, communeCode, communeName, latitude, longitude, country, academy, classes, managerPersonId }: WorldHost): Host {
  return {
    id, siret, legalName, kind, sector, country, academy, classes,
    address: { addressLine, postcode, communeCode, communeName },
    coordinates: { latitude, longitude },
    managerIds: [managerPersonId],
  };
}

function offerOf({ createdAt: _, ...offer }: WorldOffer, academy: string | null, seatsTaken: number): Offer {
  return { ...offer, academy, seatsTaken, place: { ...offer.place, country: FRANCE } };
}

type WorldStep = { readonly from: Status | null; readonly to: Status; readonly by: "HOST_MANAGER" | "PLATFORM"; readonly at: Temporal.Instant; readonly why: Lack | null };

/** By which steps it came where it is. The world does not say when: an hour after each other. */
function pathOf({ status, createdAt, publishedAt, campaignId }: WorldOffer, running: string): readonly WorldStep[] {
  if (publishedAt === null) return [{ from: null, to: status, by: "HOST_MANAGER", at: createdAt, why: null }];
  const then: readonly Status[] = status === "PUBLISHED" ? [] : status === "REMOVED" ? ["UNPUBLISHED", "REMOVED"] : [status];
  return (["PUBLISHED", ...then] as const).map((to, index, path) => {
    const why = to !== "NEEDS_UPDATE" ? null : campaignId === running ? "FULL" : "PAST";
    return { from: path[index - 1] ?? null, to, by: why ? "PLATFORM" : "HOST_MANAGER", at: publishedAt.add({ hours: index }), why };
  });
}

const actorOf = (role: WorldStep["by"], personId: PersonId): Actor => (role === "PLATFORM" ? PLATFORM : { role, personId, hostIds: [] });
