import type { Actor } from "@stages/kernel/actor.ts";
import { actsForHost, actsForStudent } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { type Coordinates, distanceKm } from "@stages/kernel/geography.ts";
import type { Candidature } from "./candidature.ts";

/** To a tenth of a kilometre: what is kept, shown, and compared with the campaign's threshold. */
export function roundedDistanceKm(home: Coordinates, place: Coordinates): number {
  return Math.round(distanceKm(home, place) * 10) / 10;
}

type Threshold = Pick<Campaign, "distanceNoticeKm">;

/** Over the campaign's notice. */
export const isFar = (km: number, { distanceNoticeKm }: Threshold) => km > distanceNoticeKm;
const kilometres = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });

/** What the student is told before applying; null when the stage is near. It never blocks. */
export function noticeToStudent(km: number, campaign: Threshold): string | null {
  if (!isFar(km, campaign)) return null;
  return `Ce stage se trouve à ${kilometres.format(km)} km de votre domicile, soit plus de ${campaign.distanceNoticeKm} km. Avez-vous bien pris en compte la distance à parcourir ainsi que les modalités liées au logement ?`;
}

/**
 * FAQ, "Un élève peut-il effectuer un stage loin de son domicile ?": the message that the host can send, word for word,
 * with the offer's title and the campaign's threshold filled in. Null when the stage is near.
 */
export function messageFromHost(km: number, title: string, campaign: Threshold): string | null {
  if (!isFar(km, campaign)) return null;
  return `Bonjour, Nous avons bien reçu votre candidature pour le stage ${title}. Le stage que vous avez choisi se trouve à plus de ${campaign.distanceNoticeKm} km de votre domicile. Avez-vous bien pris en compte la distance à parcourir ainsi que les modalités liées au logement ?`;
}

/** The notice on a candidature, in the words meant for who reads it: the host, or the student and the family. */
export function noticeFor(actor: Actor, candidature: Candidature, title: string, campaign: Threshold): string | null {
  if (actsForHost(actor, candidature.hostId)) return messageFromHost(candidature.distanceKm, title, campaign);
  return actsForStudent(actor, candidature.studentId) ? noticeToStudent(candidature.distanceKm, campaign) : null;
}
