import type { Button, Letter } from "@stages/mail/letter.ts";
import { momentInFrench } from "@stages/kernel/civil-time.ts";
import { ofName } from "@stages/kernel/elision.ts";
import type { LinkPurpose } from "@stages/kernel/link-purpose.ts";

export interface ToldLink {
  readonly purpose: LinkPurpose;
  readonly href: string;
  readonly expiresAt: Temporal.Instant;
  /** The first name alone: a mail may be read by others. */
  readonly student: string;
  readonly school: string;
  /** The convention's. */
  readonly status: string;
  /** The document that it was sent for; null for the convention itself, or when someone asked for another link. */
  readonly about: "AMENDMENT" | "ATTESTATION" | null;
}

const isToSign = ({ status }: Pick<ToldLink, "status">) => status === "VALIDATED" || status === "SIGNING";
/** All have signed the convention; what is left is what came after it. */
const isSigned = ({ status }: Pick<ToldLink, "status">) => status === "SIGNED" || status === "INTERRUPTED" || status === "COMPLETED";

interface Words {
  readonly subject: (link: ToldLink) => string;
  readonly why: (link: ToldLink) => string;
  readonly button: (link: ToldLink) => string;
}

const AMENDMENT: Words = {
  subject: ({ student }) => `Stage ${ofName(student)} : un avenant attend votre signature`,
  why: ({ student, school }) => `${school} a accepté un avenant à la convention de stage ${ofName(student)}. Il prend effet quand tous l'ont signé. Vous pouvez le lire et le signer en ligne, sans créer de compte.`,
  button: () => "Lire et signer l'avenant",
};
const ATTESTATION: Words = {
  subject: ({ student }) => `Stage ${ofName(student)} : une attestation vous est demandée`,
  why: ({ student, school }) => `La famille ${ofName(student)}, élève de seconde (${school}), vous demande une attestation du stage fait chez vous. Ce lien vous permet de confirmer les jours faits, puis de signer l'attestation, sans créer de compte.`,
  button: () => "Confirmer et signer l'attestation",
};
const DOCUMENTS: Words = {
  subject: ({ student }) => `Stage ${ofName(student)} : vos documents`,
  why: ({ student, school }) => `Ce lien vous permet de relire la convention de stage ${ofName(student)} (${school}), et de signer en ligne ce qui attend encore votre signature, sans créer de compte.`,
  button: ({ student }) => `Ouvrir les documents du stage ${ofName(student)}`,
};

const WORDS: Readonly<Record<LinkPurpose, Words>> = {
  SIGN_CONVENTION: {
    subject: ({ student }) => `Stage ${ofName(student)} : votre signature est attendue`,
    why: ({ student, school }) =>
      `${school} a validé la convention de stage ${ofName(student)}, en classe de seconde. Comme représentant légal, vous pouvez la lire et la signer en ligne, sans créer de compte.`,
    button: ({ student }) => `Lire et signer la convention ${ofName(student)}`,
  },
  FOLLOW_INTERN: {
    subject: ({ student }) => `Stage ${ofName(student)} : votre accès de tuteur`,
    why: ({ student, school }) =>
      `Vous êtes le tuteur de stage ${ofName(student)}, élève de seconde (${school}). Ce lien vous permet de relire l'emploi du temps convenu et de signaler une absence au lycée, sans créer de compte.`,
    button: ({ student }) => `Suivre le stage ${ofName(student)}`,
  },
  ACT_FOR_HOST: {
    subject: (link) => (isToSign(link) ? `Stage ${ofName(link.student)} : votre signature est attendue` : `Stage ${ofName(link.student)} : convention à remplir`),
    why: (link) =>
      isToSign(link)
        ? `${link.school} a validé la convention de stage ${ofName(link.student)}, que vous accueillez. Vous pouvez la lire et la signer en ligne, sans créer de compte.`
        : `${link.school} nous indique que vous accueillez ${link.student}, élève de seconde, en stage d'observation. Ce lien vous permet de remplir la partie de la convention qui revient à votre structure, sans créer de compte. Vous recevrez un autre lien pour la signer.`,
    button: (link) => (isToSign(link) ? `Lire et signer la convention ${ofName(link.student)}` : `Remplir la convention ${ofName(link.student)}`),
  },
};

function wordsOf(link: ToldLink): Words {
  if (link.about) return link.about === "AMENDMENT" ? AMENDMENT : ATTESTATION;
  return link.purpose !== "FOLLOW_INTERN" && isSigned(link) ? DOCUMENTS : WORDS[link.purpose];
}

/** One mail for all the links of one person: who sends it, why, until when each works, what to do if it is not for them. */
export function linkLetter(to: string, links: readonly [ToldLink, ...ToldLink[]]): Letter {
  const [first] = links;
  return {
    to,
    subject: links.length === 1 ? wordsOf(first).subject(first) : "Stages de seconde : vos liens personnels",
    paragraphs: [
      "Bonjour,",
      ...links.flatMap((link) => [wordsOf(link).why(link), buttonOf(link), `Ce lien est personnel. Il s'ouvre une seule fois, jusqu'au ${momentInFrench(link.expiresAt)} (heure de Paris).`]),
    ],
    foot: [
      `Ce message est envoyé par la plateforme « Stages de seconde », pour ${first.school}. Il n'appelle pas de réponse : pour toute question, adressez-vous à l'établissement.`,
      "Ne transférez pas ce message : quiconque ouvre un lien agit en votre nom. Si vous n'êtes pas concerné, ne l'ouvrez pas, supprimez ce message et prévenez l'établissement.",
      "La plateforme ne vous demandera jamais de mot de passe ni de paiement.",
    ],
  };
}

const buttonOf = (link: ToldLink): Button => ({ label: wordsOf(link).button(link), href: link.href });
