import type { Channel, NotificationKind, Urgency } from "@stages/kernel/notification-kind.ts";

/** What someone is told of, as they choose it. */
export const KINDS: Readonly<Record<NotificationKind, string>> = {
  CANDIDATURE_RECEIVED: "Une nouvelle candidature",
  CANDIDATURE_ACCEPTED: "Une candidature acceptée",
  CANDIDATURE_CONFIRMED: "Un élève confirme sa venue",
  CANDIDATURE_ENDED: "Une candidature qui prend fin",
  ANSWER_AWAITED: "Une candidature attend toujours ma réponse",
  CONFIRMATION_AWAITED: "Une place attend toujours d'être confirmée",
  CONVENTION_TO_FILL: "Une convention à remplir",
  CONVENTION_TO_VALIDATE: "Une convention à valider",
  CONVENTION_RETURNED: "Une convention à reprendre",
  CONVENTION_TO_SIGN: "Une convention ou un avenant à signer",
  CONVENTION_SIGNED: "Une convention signée par tous",
  CONVENTION_ENDED: "Une convention annulée ou un stage interrompu",
  SIGNATURE_REFUSED: "Un refus de signer",
  INSURANCE_AWAITED: "Une attestation d'assurance à déposer",
  ABSENCE: "Une absence",
  ABSENCE_LATE: "Une absence que personne ne traite à temps",
  ATTESTATION_AWAITED: "Une attestation de stage à confirmer",
  FEEDBACK_OPEN: "Mon avis sur un stage",
};

export const CHANNELS: Readonly<Record<Channel, string>> = { MAIL: "Courriel", PUSH: "Appareils inscrits", SMS: "SMS" };

export const URGENCIES: Readonly<Record<Urgency, { readonly title: string; readonly hint: string }>> = {
  NOW: { title: "Tout de suite", hint: "De jour comme de nuit." },
  HOURLY: { title: "Dans l'heure", hint: "Un message par heure au plus, avec tout ce qui est arrivé ; la nuit, il attend le matin." },
  DAILY: { title: "Le matin", hint: "Un seul message par jour, à 7 h." },
};

export const ROLES: Readonly<Record<string, string>> = {
  STUDENT: "élève",
  LEGAL_REPRESENTATIVE: "représentant légal",
  HOST_MANAGER: "responsable de structure d'accueil",
  TUTOR: "tuteur de stage",
  SCHOOL_HEAD: "chef d'établissement",
  REFERENT_TEACHER: "professeur référent",
  EDUCATION_ADVISER: "conseiller principal d'éducation",
  RECTORAT: "rectorat",
  MINISTRY: "ministère",
};

/** By their push service, which is all that is known of them. */
export function browserNamed(service: string): string {
  if (service === "fcm.googleapis.com") return "Chrome, Edge, Samsung Internet ou Opera";
  if (service.endsWith(".mozilla.com")) return "Firefox";
  if (service.endsWith(".windows.com")) return "Edge sur Windows";
  return service.endsWith(".apple.com") ? "Safari" : service;
}

const time = (date: Date) => `${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, "0")}`;

/** "aujourd'hui à 9 h 05", "hier à 21 h 40", "12 mars 2027 à 8 h 00". */
export function when(text: string, now: Date = new Date()): string {
  const date = new Date(text);
  const dayOf = (one: Date) => one.toDateString();
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  const day = dayOf(date) === dayOf(now) ? "aujourd'hui" : dayOf(date) === dayOf(yesterday) ? "hier" : date.toLocaleDateString("fr-FR", { day: "numeric", month: "long", year: "numeric" });
  return `${day} à ${time(date)}`;
}
