import type { Reader } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Document } from "@stages/subgraph/personal-data-entity.ts";
import type { Host } from "../domain/host.ts";
import { MAX_FAVOURITES, type Offer } from "../domain/offer.ts";
import { findFavourites } from "../persistence/favourites.ts";
import { findHostsByIds, findHostsManagedBy } from "../persistence/hosts.ts";
import { findAllOffersOfHosts } from "../persistence/offers-of-hosts.ts";

/** What this subgraph holds of someone: the hosts that they manage, the offers that they or their children put aside. */
export async function exportMyData(db: Reader, actor: Actor, personId: PersonId): Promise<Document> {
  if (actor.role === "STUDENT") return favouritesDocument(db, [actor.studentId]);
  if (actor.role === "LEGAL_REPRESENTATIVE") return favouritesDocument(db, actor.studentIds);
  if (actor.role !== "HOST_MANAGER") return {};
  const ids = await findHostsManagedBy(db, personId);
  if (ids.length === 0) return { "Structures": [] };
  const [hosts, offers] = await Promise.all([findHostsByIds(db, ids), findAllOffersOfHosts(db, ids)]);
  const offersOf = Map.groupBy(offers, ({ hostId }) => hostId);
  return { "Structures": hosts.map((host) => ({ ...hostDocument(host), "Offres": (offersOf.get(host.id) ?? []).map(offerDocument) })) };
}

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
  "Adresse": `${address.addressLine}, ${address.postcode ?? ""} ${address.communeName}`.replace("  ", " "),
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
