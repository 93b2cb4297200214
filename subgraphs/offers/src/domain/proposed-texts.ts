import type { Period } from "@stages/kernel/period.ts";
import type { Host } from "./host.ts";

export interface ProposedTexts {
  readonly description: string;
  readonly activities: string;
}

/**
 * Letter: "vous trouverez en annexe une proposition de description pour votre école et les activités à renseigner, que vous
 * pourrez modifier". The annex is not public: these are written from the letter's own recommendations – strict observation,
 * no charge of pupils, an école and not one class, the work of AESH and ATSEM seen through the teacher's – within its limits.
 */
export function proposedTexts({ kind, classes }: Pick<Host, "kind" | "classes">, period: Period): ProposedTexts | null {
  if (kind !== "ECOLE") return null;
  return { description: describe(classes), activities: ACTIVITIES[period === "BOTH_WEEKS" ? "two weeks" : "one week"] };
}

function describe(classes: number | null): string {
  const size = classes === null ? "École" : classes === 1 ? "École à classe unique" : `École de ${classes} classes`;
  return `${size}. Un stage de stricte observation, auprès d'un professeur des écoles, pour découvrir le métier d'enseignant, la vie d'une école et ceux qui y travaillent.`;
}

const ACTIVITIES = {
  "one week":
    "Observer des temps de classe, dans plusieurs niveaux lorsque c'est possible ; découvrir la préparation d'une séance et ses supports ; échanger avec l'équipe sur ses métiers, dont, par le regard de l'enseignant, ceux des AESH et des ATSEM ; comprendre la journée d'une école. L'élève observe : aucun élève ne lui est confié.",
  "two weeks":
    "Observer des temps de classe dans plusieurs niveaux, pour suivre les progrès des élèves d'une classe à l'autre ; découvrir la préparation des séances et leurs supports ; échanger avec l'équipe sur ses métiers, dont, par le regard de l'enseignant, ceux des AESH et des ATSEM ; comprendre la direction d'une école et ses partenaires ; suivre, en surnombre, une sortie à la journée. L'élève observe : aucun élève ne lui est confié.",
} as const;
