import { inFrench } from "@stages/kernel/civil-time.ts";
import type { Part } from "@stages/mail/letter.ts";
import { type Awaited, AWAITED, type AwaitedRole } from "../domain/awaited.ts";
import type { Section, Way } from "./digest-letter.ts";
import { listed } from "./digest-lines.ts";
import { INBOX_PATH } from "./news-letter.ts";

export interface AwaitedOfConvention {
  readonly awaited: Awaited;
  readonly role: AwaitedRole;
  readonly hostName: string;
  /** The first name, and the initial of the last: a mail may be read by others. */
  readonly studentName: string;
  readonly startsOn: Temporal.PlainDate;
  readonly askedByHost: boolean;
}

interface Words {
  /** Said of how many: "1 convention attend", "2 conventions attendent". */
  readonly wait: (count: number) => string;
  readonly intro: string;
  readonly button: (count: number) => string;
  /** For whoever acts by personal links. */
  readonly linkButton: string;
}

const conventions = (count: number, one: string, many: string) => (count === 1 ? `1 convention ${one}` : `${count} conventions ${many}`);

const WORDS: Readonly<Record<Awaited, Words>> = {
  REFUSAL: {
    wait: (count) => conventions(count, "compte un refus de signer", "comptent un refus de signer"),
    intro: "Une des parties a refusé de signer et en a donné le motif, que vous pouvez lire. Rien n'est annulé : elle pourra signer plus tard, ou vous pouvez convenir avec elle d'un changement.",
    button: () => "Lire le motif",
    linkButton: "Recevoir un lien pour lire le motif",
  },
  HOST: {
    wait: (count) => conventions(count, "est à remplir", "sont à remplir"),
    intro: "Remplissez la partie qui revient à votre structure (horaires, activités, tuteur) : l'établissement valide ensuite.",
    button: (count) => (count === 1 ? "Remplir la convention" : "Remplir les conventions"),
    linkButton: "Recevoir un lien pour la remplir",
  },
  SCHOOL: {
    wait: (count) => conventions(count, "attend votre validation", "attendent votre validation"),
    intro: "La structure d'accueil a rempli sa partie. Une fois que vous avez validé, chacun peut signer.",
    button: (count) => (count === 1 ? "Valider la convention" : "Valider les conventions"),
    linkButton: "Recevoir un lien pour la valider",
  },
  SIGNATURE: {
    wait: (count) => conventions(count, "attend votre signature", "attendent votre signature"),
    intro: "Le stage ne peut pas commencer tant que la convention n'est pas signée de tous.",
    button: (count) => (count === 1 ? "Lire et signer la convention" : "Lire et signer les conventions"),
    linkButton: "Recevoir un lien pour signer",
  },
  INSURANCE: {
    wait: (count) => (count === 1 ? "1 attestation d'assurance manque" : `${count} attestations d'assurance manquent`),
    intro: "L'attestation d'assurance responsabilité civile de l'élève est demandée avant le début du stage.",
    button: (count) => (count === 1 ? "Déposer l'attestation" : "Déposer les attestations"),
    linkButton: "Ouvrir la plateforme",
  },
};

/** A part for each thing that is awaited, those that the host itself asks for first; who is both a parent and a head reads one line a convention. */
export function conventionSections(told: readonly AwaitedOfConvention[], way: Way): readonly Section[] {
  return AWAITED.flatMap((awaited) => {
    const lines = [...new Set(told.filter((one) => one.awaited === awaited).toSorted(urgentFirst).map(lineOf))];
    if (lines.length === 0) return [];
    const { wait, intro, button } = WORDS[awaited];
    const said: readonly Part[] = [intro, ...listed(lines), { label: way.hasAccount ? button(lines.length) : WORDS[awaited].linkButton, href: hrefOf(awaited, way) }];
    return [{ count: lines.length, wait: wait(lines.length), said }];
  });
}

const urgentFirst = (a: AwaitedOfConvention, b: AwaitedOfConvention) => Number(b.askedByHost) - Number(a.askedByHost) || Temporal.PlainDate.compare(a.startsOn, b.startsOn);

/** Whoever has no account asks for a new link there: the former ones have had their time. An insurance is no link's to send. */
const hrefOf = (awaited: Awaited, { publicUrl, hasAccount }: Way) => `${publicUrl}${hasAccount ? INBOX_PATH : awaited === "INSURANCE" ? "/" : "/lien"}`;

function lineOf({ awaited, role, hostName, studentName, startsOn, askedByHost }: AwaitedOfConvention): string {
  const from = `à partir du ${inFrench(startsOn)}.`;
  if (askedByHost && awaited === "SCHOOL") return `${hostName} vous relance : ${studentName}, ${from}`;
  return role === "HOST_MANAGER" ? `${studentName}, ${from}` : `${studentName} – ${hostName}, ${from}`;
}
