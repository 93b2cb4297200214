/** What the graph says in one word, for who reads a file. A word that is not here is written as it is. */
export const CONVENTION_STATUSES: Readonly<Record<string, string>> = {
  DRAFT: "À remplir par la structure",
  HOST_COMPLETED: "À valider par l'établissement",
  RETURNED: "Renvoyée à la structure",
  VALIDATED: "Validée, à signer",
  SIGNING: "En cours de signature",
  SIGNED: "Signée",
  CANCELLED: "Annulée",
  INTERRUPTED: "Interrompue",
  COMPLETED: "Terminée",
};

export const HOST_KINDS: Readonly<Record<string, string>> = {
  COMPANY: "Entreprise",
  ADMINISTRATION: "Administration ou collectivité",
  ASSOCIATION: "Association",
  ECOLE: "École",
  SCHOOL: "Collège ou lycée",
  ACADEMIC_SERVICE: "Service académique",
};

export const PERIODS: Readonly<Record<string, string>> = {
  BOTH_WEEKS: "Les deux semaines",
  WEEK_1: "La première semaine",
  WEEK_2: "La seconde semaine",
};
