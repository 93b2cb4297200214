import type { Role } from "@stages/kernel/actor.ts";
import { inFrench } from "@stages/kernel/civil-time.ts";
import { ofName } from "@stages/kernel/elision.ts";
import type { NotificationKind } from "@stages/kernel/notification-kind.ts";
import type { NotificationDetails } from "./notification.ts";

/** What a line of the inbox says, in French: a line to scan, then what to do about it. */
export interface Words {
  readonly title: string;
  readonly body: string;
}

interface Told {
  readonly role: Role;
  readonly details: NotificationDetails;
}

const offer = ({ offerTitle }: NotificationDetails) => (offerTitle ? `« ${offerTitle} »` : "votre offre");
const stage = ({ offerTitle, hostName }: NotificationDetails) => [offerTitle ? `le stage « ${offerTitle} »` : "un stage", ...(hostName ? [`(${hostName})`] : [])].join(" ");
const ofStage = (details: NotificationDetails) => (details.offerTitle ? stage(details).replace(/^le /, "du ") : `d'${stage(details)}`);
const host = ({ hostName }: NotificationDetails) => hostName ?? "la structure d'accueil";
/** At the head of a sentence. */
const theHost = (details: NotificationDetails) => details.hostName ?? "La structure d'accueil";
const student = ({ studentName }: NotificationDetails) => studentName ?? "un élève";
/** "de Léa M." */
const ofStudent = ({ studentName }: NotificationDetails) => (studentName ? ofName(studentName) : "d'un élève");
const day = (text: string) => inFrench(Temporal.PlainDate.from(text));
/** Between a host and a school each says who the other is. */
const between = ({ role, details }: Told) => (role === "HOST_MANAGER" ? student(details) : `${student(details)}, ${host(details)}`);
const begins = ({ startsOn }: NotificationDetails) => (startsOn ? ` Le stage commence le ${day(startsOn)}.` : "");

const until = ({ lastDayToConfirm }: NotificationDetails) => (lastDayToConfirm ? ` jusqu'au ${day(lastDayToConfirm)} inclus` : "");

/** Why a candidature ended, to the student and to the host. */
const ENDS: Readonly<Record<string, { readonly student: string; readonly host: string }>> = {
  REFUSED: { student: "La structure d'accueil ne peut pas vous accueillir. D'autres offres vous attendent dans le catalogue.", host: "Elle a été refusée." },
  EXPIRED: { student: "La structure d'accueil n'a pas répondu à temps. Vous pouvez candidater ailleurs.", host: "Elle a expiré sans réponse." },
  WITHDRAWN: { student: "Vous l'avez retirée.", host: "L'élève l'a retirée : vous n'avez rien à faire." },
  LAPSED: { student: "Vous ne l'avez pas confirmée à temps : la place a été rendue. Vous pouvez candidater ailleurs.", host: "L'élève ne l'a pas confirmée à temps : la place est de nouveau libre." },
  SUPERSEDED: { student: "Vous avez confirmé un autre stage pour ces dates.", host: "L'élève a confirmé un autre stage pour ces dates : vous n'avez rien à faire." },
  CANCELLED_BY_HOST: { student: "La structure d'accueil l'a annulée. Votre établissement peut vous aider à trouver un autre stage.", host: "Elle a été annulée." },
  CANCELLED_BY_SCHOOL: { student: "Votre établissement l'a annulée. Parlez-en avec lui.", host: "L'établissement scolaire l'a annulée : la place est de nouveau libre." },
};
const ENDED_OTHERWISE = { student: "Elle ne se poursuit pas.", host: "Elle ne se poursuit pas." };

/** What each step of the chain asks of whom it alerts. */
const STEPS: Readonly<Record<string, (told: Told) => Words>> = {
  REPORTED: ({ details }) => ({ title: `Absence ${ofStudent(details)}`, body: `${theHost(details)} signale une absence. Prévenez sans attendre le conseiller principal d'éducation.` }),
  RELAYED: ({ details }) => ({ title: `Absence ${ofStudent(details)} : prévenir la famille`, body: `Absence signalée par ${host(details)}. Informez la famille sans attendre.` }),
  FAMILY_INFORMED: ({ details }) => ({ title: `Absence ${ofStudent(details)}`, body: `Absence signalée par ${host(details)}. Prenez contact avec la vie scolaire de l'établissement.` }),
  CLOSED: ({ details }) => ({ title: `Absence ${ofStudent(details)} : dossier clos`, body: "L'établissement a clos ce signalement. Vous n'avez rien à faire." }),
  CORRECTED: ({ details }) => ({ title: `Absence ${ofStudent(details)} : signalée par erreur`, body: "Ce signalement a été corrigé : il n'y a pas eu d'absence. Vous n'avez rien à faire." }),
};
/** And what is late, once it is. */
const LATE: Readonly<Record<string, string>> = {
  REPORTED: "Le professeur référent n'a pas encore transmis ce signalement. Vous pouvez le prendre en charge.",
  RELAYED: "La famille n'a pas encore été prévenue. Vous pouvez le faire.",
  FAMILY_INFORMED: "Ce signalement n'est pas encore clos. Vous pouvez le clore.",
};

const WORDS: Readonly<Record<NotificationKind, (told: Told) => Words>> = {
  CANDIDATURE_RECEIVED: ({ details }) => ({ title: "Nouvelle candidature", body: `Un élève candidate à ${offer(details)}. Lisez-la, puis répondez : sans réponse, elle expire.` }),
  CANDIDATURE_ACCEPTED: ({ details, role }) => {
    if (details.booked) return { title: "Un stage vous est réservé", body: `${role === "STUDENT" ? "Votre établissement vous a inscrit" : "L'établissement a inscrit votre enfant"} pour ${stage(details)}.` };
    return role === "STUDENT"
      ? { title: "Votre candidature est acceptée", body: `Une place vous attend pour ${stage(details)}. Confirmez-la vite : sans réponse de votre part, elle sera rendue.` }
      : { title: "Une candidature de votre enfant est acceptée", body: `Une place l'attend pour ${stage(details)}. C'est à lui de la confirmer, sans tarder : sinon elle sera rendue.` };
  },
  CANDIDATURE_CONFIRMED: ({ details }) => ({ title: "Un élève confirme sa venue", body: `Une place de ${offer(details)} est confirmée. Vous pouvez remplir la convention.` }),
  CANDIDATURE_ENDED: ({ details, role }) => {
    const { student: toStudent, host: toHost } = ENDS[details.status ?? ""] ?? ENDED_OTHERWISE;
    return role === "HOST_MANAGER" ? { title: "Une candidature a pris fin", body: `Candidature à ${offer(details)}. ${toHost}` } : { title: "Votre candidature a pris fin", body: `Pour ${stage(details)}. ${toStudent}` };
  },
  ANSWER_AWAITED: ({ details }) => ({ title: "Une candidature attend votre réponse", body: `Pour ${offer(details)}${details.lastDayToAnswer ? `, répondez au plus tard le ${day(details.lastDayToAnswer)}` : ""}. Même un refus aide l'élève.` }),
  CONFIRMATION_AWAITED: ({ details, role }) =>
    role === "STUDENT"
      ? { title: "Confirmez votre stage", body: `Une place vous attend toujours pour ${stage(details)}. Sans réponse de votre part${until(details)}, elle sera rendue.` }
      : { title: "Une place attend la réponse de votre enfant", body: `Pour ${stage(details)}. Sans réponse de sa part${until(details)}, elle sera rendue.` },
  CONVENTION_TO_FILL: ({ details }) => ({ title: `Convention ${ofStudent(details)} à remplir`, body: `Remplissez votre partie : horaires, activités, tuteur. L'établissement valide ensuite.${begins(details)}` }),
  CONVENTION_TO_VALIDATE: ({ details }) => ({
    title: `Convention ${ofStudent(details)} à valider`,
    body: details.askedByHost ? `${theHost(details)} vous relance : sa partie est remplie, la vôtre est attendue.${begins(details)}` : `${theHost(details)} a rempli sa partie. Une fois que vous l'avez validée, chacun peut la signer.${begins(details)}`,
  }),
  CONVENTION_RETURNED: ({ details }) => ({ title: `Convention ${ofStudent(details)} à reprendre`, body: "L'établissement vous la renvoie avec un motif : corrigez votre partie, puis envoyez-la de nouveau." }),
  CONVENTION_TO_SIGN: (told) =>
    told.details.document === "AMENDMENT"
      ? { title: `Avenant à signer : ${between(told)}`, body: "Un changement de la convention attend votre signature." }
      : { title: `Convention à signer : ${between(told)}`, body: `Elle attend votre signature : le stage ne peut pas commencer sans elle.${begins(told.details)}` },
  CONVENTION_SIGNED: (told) => ({ title: `Convention signée : ${between(told)}`, body: "Toutes les parties ont signé. L'exemplaire scellé peut être téléchargé." }),
  CONVENTION_ENDED: (told) =>
    told.details.status === "INTERRUPTED"
      ? { title: `Stage interrompu : ${between(told)}`, body: "Le stage a pris fin avant son terme. Le motif se lit dans la convention." }
      : { title: `Convention annulée : ${between(told)}`, body: "Ce stage n'aura pas lieu. Le motif se lit dans la convention." },
  SIGNATURE_REFUSED: (told) => ({ title: `Refus de signer : ${between(told)}`, body: "Une des parties a refusé de signer et en a donné le motif. Rien n'est annulé : convenez avec elle de la suite." }),
  INSURANCE_AWAITED: ({ details, role }) => ({
    title: "Attestation d'assurance attendue",
    body: `Déposez l'attestation de responsabilité civile ${role === "STUDENT" ? "vous concernant" : ofStudent(details)} avant le début du stage.${begins(details)}`,
  }),
  ABSENCE: (told) => (STEPS[told.details.step ?? ""] ?? STEPS["REPORTED"]!)(told),
  ABSENCE_LATE: ({ details }) => ({ title: `Absence ${ofStudent(details)} : étape en retard`, body: LATE[details.step ?? ""] ?? "Une étape de ce signalement est en retard. Vous pouvez la prendre en charge." }),
  ATTESTATION_AWAITED: ({ details }) => ({ title: `Attestation de stage ${ofStudent(details)}`, body: `L'élève ${details.reminder ? "attend toujours" : "demande"} son attestation : confirmez les jours et les heures faits, puis signez-la.` }),
  FEEDBACK_OPEN: ({ details }) => ({ title: "Racontez votre stage", body: `Dites en quelques mots ce que vous avez pensé ${ofStage(details)} : cela aidera les élèves qui suivent.` }),
};

export const wordsOf = (told: Told & { readonly kind: NotificationKind }): Words => WORDS[told.kind](told);
