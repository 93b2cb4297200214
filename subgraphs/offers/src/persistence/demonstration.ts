import type { Transaction } from "@stages/database/connection.ts";
import { insertAll } from "@stages/database/insert-all.ts";
import { COMMUNES } from "@stages/demonstration/communes.ts";
import type { World, WorldHost, WorldOffer } from "@stages/demonstration/world-types.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import type { Host } from "../domain/host.ts";
import type { Offer } from "../domain/offer.ts";
import { hostRow } from "./hosts.ts";
import { offerRow } from "./offers.ts";
import * as tables from "./tables.ts";
import { learnAllWords } from "./vocabulary.ts";

/** Fills the tables with the synthetic world: campaigns, hosts and offers; the communes alone are real. */
export async function loadDemonstration(tx: Transaction, world: World): Promise<void> {
  const academies = new Map(world.hosts.map(({ id, academy }) => [id, academy]));
  await insertAll(tx, tables.campaigns, world.campaigns.map((campaign) => ({ id: campaign.id, campaign: campaignFact(campaign) })));
  await insertAll(tx, tables.hosts, world.hosts.map((host) => hostRow(hostOf(host))));
  await insertAll(tx, tables.hostManagers, world.hosts.map(({ id, managerPersonId }) => ({ hostId: id, personId: managerPersonId })));
  await insertAll(tx, tables.offers, world.offers.map((offer) => offerRow(offerOf(offer, academies.get(offer.hostId)!))));
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

function offerOf({ createdAt: _, ...offer }: WorldOffer, academy: string): Offer {
  return { ...offer, academy };
}
