import type { Reader } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Document } from "@stages/subgraph/personal-data-entity.ts";
import type { Host } from "../domain/host.ts";
import type { Intention } from "../domain/intention.ts";
import { MAX_FAVOURITES, type Offer } from "../domain/offer.ts";
import { inOneLine } from "../domain/place.ts";
import { type CampaignChanges, findChangesBy as findCampaignChangesBy } from "../persistence/campaigns.ts";
import { findFavourites } from "../persistence/favourites.ts";
import { findFlagsBy, type Flag } from "../persistence/flags.ts";
import { type Change, findChangesBy } from "../persistence/history.ts";
import { findHostsByIds, findHostsManagedBy } from "../persistence/hosts.ts";
import { findIntentionsOfHosts } from "../persistence/intentions.ts";
import { findAllOffersOfHosts } from "../persistence/offers-of-hosts.ts";

/** What this subgraph holds of someone: the hosts that they manage, what they decided of campaigns and offers, and the offers that they flagged, or put aside. */
export async function exportMyData(db: Reader, actor: Actor, personId: PersonId): Promise<Document> {
  const [flags, changes] = await Promise.all([findFlagsBy(db, personId), findChangesBy(db, personId)]);
  return {
    ...(actor.role === "HOST_MANAGER" ? await hostsDocument(db, personId) : {}),
    ...(actor.role === "STUDENT" ? await favouritesDocument(db, [actor.studentId]) : {}),
    ...(actor.role === "LEGAL_REPRESENTATIVE" ? await favouritesDocument(db, actor.studentIds) : {}),
    ...(actor.role === "MINISTRY" ? { "Campagnes modifiées": (await findCampaignChangesBy(db, personId)).map(campaignDocument) } : {}),
    ...(changes.length > 0 ? { "Décisions sur des offres": changes.map(changeDocument) } : {}),
    ...(flags.length > 0 ? { "Signalements": flags.map(flagDocument) } : {}),
  };
}

const changeDocument = ({ offerId, from, to, at, reason }: Change): Document => ({ "Offre": offerId, "De": from, "À": to, "Le": at, "Motif": reason });
const flagDocument = ({ offerId, reason, text, at, dismissedAt }: Flag): Document => ({ "Offre": offerId, "Motif": reason, "Texte": text, "Le": at, "Classé le": dismissedAt });

async function hostsDocument(db: Reader, personId: PersonId): Promise<Document> {
  const ids = await findHostsManagedBy(db, personId);
  if (ids.length === 0) return { "Structures": [] };
  const [hosts, offers, intentions] = await Promise.all([findHostsByIds(db, ids), findAllOffersOfHosts(db, ids), findIntentionsOfHosts(db, ids)]);
  const intentionsOf = Map.groupBy(intentions, ({ hostId }) => hostId);
  const offersOf = Map.groupBy(offers, ({ hostId }) => hostId);
  return { "Structures": hosts.map((host) => ({ ...hostDocument(host), "Offres": (offersOf.get(host.id) ?? []).map(offerDocument), "Intentions d'accueil": (intentionsOf.get(host.id) ?? []).map(intentionDocument) })) };
}

const campaignDocument = ({ campaignId, changedAt, changes }: CampaignChanges): Document => ({
  "Campagne": campaignId,
  "Le": changedAt,
  "Réglages": changes.map(({ field }) => field),
});

const intentionDocument = ({ id, campaignId, seats, declaredAt, changedAt, withdrawnAt }: Intention): Document => ({
  "Identifiant": id,
  "Campagne": campaignId,
  "Places": { "Deux semaines": seats.BOTH_WEEKS, "Première semaine": seats.WEEK_1, "Seconde semaine": seats.WEEK_2 },
  "Déclarée le": declaredAt,
  "Modifiée le": changedAt,
  "Retirée le": withdrawnAt,
});
async function favouritesDocument(db: Reader, studentIds: readonly StudentId[]): Promise<Document> {
  const lists = await Promise.all(studentIds.map((id) => findFavourites(db, id, null, MAX_FAVOURITES)));
  return { "Offres mises de côté": lists.flatMap((list, index) => list.map(({ offer, addedAt }) => ({ "Élève": studentIds[index]!, "Offre": offer.id, "Titre": offer.title, "Ajoutée le": addedAt }))) };
}

const hostDocument = ({ id, siret, legalName, kind, sector, address, country }: Host): Document => ({
  "Identifiant": id,
  "SIRET": siret,
  "Raison sociale": legalName,
  "Nature": kind,
  "Secteur": sector,
  "Adresse": inOneLine(address, null),
  "Pays": country,
});

const offerDocument = ({ id, campaignId, status, title, description, activities, period, mode, seats, practicalConditions, tutor, publishedAt }: Offer): Document => ({
  "Identifiant": id,
  "Campagne": campaignId,
  "Statut": status,
  "Titre": title,
  "Description": description,
  "Activités": activities,
  "Période": period,
  "Forme": mode,
  "Places": seats,
  "Conditions pratiques": practicalConditions,
  "Tuteur": { "Nom": tutor.name, "Fonction": tutor.function, "Adresse électronique": tutor.email, "Téléphone": tutor.phone },
  "Publiée le": publishedAt,
});
