import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { type Campaign, currentCampaign } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { academyOfDepartment } from "@stages/reference/academies.ts";
import { communeByCode } from "@stages/reference/communes.ts";
import { countryByCode } from "@stages/reference/countries.ts";
import { seesOffer } from "../domain/audience.ts";
import { isOpenToStudents } from "../domain/campaigns.ts";
import type { Host } from "../domain/host.ts";
import type { Offer } from "../domain/offer.ts";
import { FRANCE, type KnownCommune, type WrittenAddress } from "../domain/place.ts";
import { findCampaigns } from "../persistence/campaigns.ts";
import { findHostsByIds, lockHosts } from "../persistence/hosts.ts";
import { findOffersByIds, lockOffer } from "../persistence/offers.ts";

export async function loadHost(db: Reader, id: string): Promise<Host> {
  const parsed = parseId("host", id);
  const [host] = parsed ? await findHostsByIds(db, [parsed]) : [];
  if (!host) throw refused("NOT_FOUND", { what: "Structure" }, "hostId");
  return host;
}

/** Until the end of the transaction the host is what it is, and nobody else publishes an offer of it. */
export async function loadLockedHost(tx: Transaction, id: string): Promise<Host> {
  const parsed = parseId("host", id);
  if (parsed) await lockHosts(tx, [parsed]);
  return loadHost(tx, id);
}

/** The campaign that is named, or the current one. */
export const loadCampaign = async (db: Reader, id: string | null, today: Temporal.PlainDate): Promise<Campaign> => campaignAmong(await findCampaigns(db), id, today);

export function campaignAmong(campaigns: readonly Campaign[], id: string | null, today: Temporal.PlainDate): Campaign {
  const campaign = id === null ? currentCampaign([...campaigns], today) : campaigns.find((one) => one.id === id);
  if (!campaign) throw id === null ? refused("CAMPAIGN_UNKNOWN") : refused("CAMPAIGN_UNKNOWN", "campaignId");
  return campaign;
}

/** The offer, locked, and its host; not found when the actor may not see it. */
export function loadOffer(tx: Transaction, id: string, actor: Actor, now: Temporal.Instant): Promise<{ offer: Offer; host: Host }> {
  return loadSeen(tx, id, actor, now, lockOffer);
}

/** The same where the host's other offers count: the host first, as whoever edits it does. */
export async function loadOfferOfLockedHost(tx: Transaction, id: string, actor: Actor, now: Temporal.Instant): Promise<{ offer: Offer; host: Host }> {
  const { host } = await loadVisibleOffer(tx, id, actor, now);
  await lockHosts(tx, [host.id]);
  return loadOffer(tx, id, actor, now);
}

/** The same for what changes nothing of the offer itself, by those who may not lock it. */
export function loadVisibleOffer(tx: Transaction, id: string, actor: Actor, now: Temporal.Instant): Promise<{ offer: Offer; host: Host }> {
  return loadSeen(tx, id, actor, now, async (reader, offerId) => (await findOffersByIds(reader, [offerId]))[0] ?? null);
}

async function loadSeen(tx: Transaction, id: string, actor: Actor, now: Temporal.Instant, find: typeof lockOffer): Promise<{ offer: Offer; host: Host }> {
  const parsed = parseId("offer", id);
  const offer = parsed && (await find(tx, parsed));
  const notFound = refused("NOT_FOUND", { what: "Offre" }, "offerId");
  if (!offer) throw notFound;
  const today = civilDateOf(now);
  const [host, campaign] = [await loadHost(tx, offer.hostId), await loadCampaign(tx, offer.campaignId, today)];
  if (!seesOffer(actor, offer, { host, openToStudents: isOpenToStudents(campaign, today) })) throw notFound;
  return { offer, host };
}

/** Where an address is, by the reference tables; `elsewhere` is the country of one that says none. */
export function knownAddress({ communeCode, country }: WrittenAddress, elsewhere: string = FRANCE) {
  const code = countryByCode(country ?? elsewhere)?.code ?? null;
  return { country: code, commune: code === FRANCE && communeCode !== null ? knownCommune(communeCode) : null };
}

/** A commune and its académie, from the official geographic code; null when no commune has that code. */
export function knownCommune(code: string): (KnownCommune & { readonly academy: string | null }) | null {
  const commune = communeByCode(code);
  return commune && { ...commune, academy: academyOfDepartment(commune.departmentCode)?.code ?? null };
}
