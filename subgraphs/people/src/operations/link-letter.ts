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
}

const isToSign = ({ status }: Pick<ToldLink, "status">) => status === "VALIDATED" || status === "SIGNING";

const WORDS: Readonly<Record<LinkPurpose, { readonly subject: (link: ToldLink) => string; readonly why: (link: ToldLink) => string; readonly button: (link: ToldLink) => string }>> = {
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

/** One mail for all the links of one person: who sends it, why, until when each works, what to do if it is not for them. */
export function linkLetter(to: string, links: readonly [ToldLink, ...ToldLink[]]): Letter {
  const [first] = links;
  return {
    to,
    subject: links.length === 1 ? WORDS[first.purpose].subject(first) : "Stages de seconde : vos liens personnels",
    paragraphs: [
      "Bonjour,",
      ...links.flatMap((link) => [WORDS[link.purpose].why(link), buttonOf(link), `Ce lien est personnel. Il s'ouvre une seule fois, jusqu'au ${momentInFrench(link.expiresAt)} (heure de Paris).`]),
    ],
    foot: [
      `Ce message est envoyé par la plateforme « Stages de seconde », pour ${first.school}. Il n'appelle pas de réponse : pour toute question, adressez-vous à l'établissement.`,
      "Ne transférez pas ce message : quiconque ouvre un lien agit en votre nom. Si vous n'êtes pas concerné, ne l'ouvrez pas, supprimez ce message et prévenez l'établissement.",
      "La plateforme ne vous demandera jamais de mot de passe ni de paiement.",
    ],
  };
}

const buttonOf = (link: ToldLink): Button => ({ label: WORDS[link.purpose].button(link), href: link.href });
