import type { HostKind } from "./world-types.ts";

/** What a host does, and what it offers to observe. `{commune}` and `{name}` are filled in. */
export interface Trade {
  readonly kind: HostKind;
  /** NAF section. */
  readonly sector: string;
  readonly legalName: string;
  readonly manager: string;
  readonly tutors: readonly string[];
  readonly offers: readonly OfferText[];
}

export interface OfferText {
  readonly title: string;
  /** 250 characters at most, the letter's limit. */
  readonly description: string;
  /** 500 characters at most, with the closing sentence that may follow. */
  readonly activities: string;
}

/** Fills a template in, with the article that French wants: "du Chambon", "au Havre", "d'Anse". */
export function fillIn(template: string, name: string, commune: string): string {
  const masculine = commune.replace(/^Le /, "");
  const plural = commune.replace(/^Les /, "");
  const [of, at] =
    masculine !== commune ? [`du ${masculine}`, `au ${masculine}`]
    : plural !== commune ? [`des ${plural}`, `aux ${plural}`]
    : [/^[AEIOUYÉÈÊÎ]/.test(commune) ? `d'${commune}` : `de ${commune}`, `à ${commune}`];
  return template
    .replaceAll("de {commune}", of)
    .replaceAll("à {commune}", at)
    .replaceAll("À {commune}", at.replace("à", "À").replace("au", "Au"))
    .replaceAll("{commune}", commune)
    .replaceAll("{name}", name);
}

/** Added to the activities where it fits; each says how the week ends. */
export const CLOSINGS = [
  "En fin de semaine, un échange avec l'équipe permet de faire le point sur ce qui a été découvert.",
  "Un temps est prévu pour parler des formations qui mènent à ces métiers.",
  "De jeunes embauchés racontent leur parcours.",
  "L'élève observe sans manipuler de machine ni d'outil dangereux.",
];

export const CONDITIONS = [
  "Prévoir des chaussures fermées.",
  "Repas possible sur place, à apporter.",
  "Arrêt de bus à cinq minutes à pied.",
  "Tenue correcte demandée. Téléphone rangé pendant les rendez-vous.",
  "Se présenter à l'accueil le premier jour avec la convention signée.",
];

export const MOTIVATIONS = [
  "Ce métier m'intéresse depuis longtemps et j'aimerais voir comment se passe une journée de travail. Je prends mon travail à cœur et j'arrive toujours à l'heure.",
  "Je ne sais pas encore quelles spécialités choisir en première : découvrir votre activité m'aiderait à me décider. J'ai de la curiosité et je pose volontiers des questions.",
  "Votre offre est proche de chez moi et correspond à ce que j'aimerais faire plus tard. Rencontrer votre équipe me ferait très plaisir.",
  "J'ai lu la description de votre stage avec beaucoup d'intérêt. J'aime le contact avec les gens et le travail en équipe.",
  "Nous avons parlé de ce secteur en classe et cela m'a donné envie d'en savoir plus. Je m'engage à respecter les règles de votre structure.",
];

export const HOST_REFUSALS = [
  "Nous avons reçu plus de candidatures que de places. Bonne recherche !",
  "Notre tuteur sera absent à ces dates.",
  "Le trajet depuis votre domicile nous paraît trop long pour deux semaines.",
];
export const HOST_CANCELLATIONS = ["Des travaux ferment nos locaux pendant la période du stage.", "Le tuteur prévu quitte la structure."];
export const SCHOOL_CANCELLATIONS = ["L'élève quitte l'établissement avant la fin de l'année.", "L'élève a trouvé un stage plus près de son projet."];
export const STUDENT_WITHDRAWALS = ["J'ai trouvé un stage plus près de chez moi.", "Je change de projet d'orientation."];
export const SCHOOL_RETURNS = [
  "L'emploi du temps du mercredi ne laisse pas de pause suffisante : merci de le revoir.",
  "Les activités prévues ne sont pas assez détaillées : merci de les compléter.",
];

export const LUNCHES = ["Repas apporté par l'élève, salle de pause à disposition.", "Déjeuner au restaurant d'entreprise, pris en charge par la structure.", "L'élève déjeune à son domicile."];
export const TRANSPORTS = ["Trajets à la charge de la famille.", "Bus de ville, abonnement scolaire.", "À pied depuis le domicile.", "Covoiturage avec un parent."];
export const ADJUSTMENTS = ["PAI pour une allergie alimentaire : trousse d'urgence avec l'élève.", "Besoin de pauses régulières (PAP)."];
export const INSURERS = ["Mutuelle des Tilleuls (fictive)", "Assurances du Maumont (fictives)", "La Prévoyance Imaginaire"];
