import type { Role } from "@stages/kernel/actor.ts";

export type PersonaName = (typeof PERSONA_NAMES)[number];

export const PERSONA_NAMES = [
  "student",
  "adult-student",
  "legal-representative",
  "host-manager",
  "tutor",
  "school-head",
  "referent-teacher",
  "education-adviser",
  "rectorat",
  "dasen",
  "ministry",
  "other-student",
  "other-host-manager",
  "other-school-head",
  "other-rectorat",
] as const;

/** A synthetic person one can act as, in development only. */
export interface Persona {
  readonly name: PersonaName;
  /** The subject of the persona's access token. */
  readonly subject: string;
  readonly role: Role;
  readonly label: string;
  readonly description: string;
}

const persona = (name: PersonaName, role: Role, label: string, description: string): Persona => ({
  name,
  subject: `persona|${name}`,
  role,
  label,
  description,
});

export const PERSONAS: readonly Persona[] = [
  persona("student", "STUDENT", "Élève", "Élève de seconde à Tulle : un stage accepté à confirmer, une semaine encore libre."),
  persona("adult-student", "STUDENT", "Élève majeur", "Élève majeur à Tulle : sa convention attend sa propre signature."),
  persona("legal-representative", "LEGAL_REPRESENTATIVE", "Représentante légale", "Mère de l'élève et de son jumeau, dont une convention est à signer."),
  persona("host-manager", "HOST_MANAGER", "Responsable de structure", "Dirige une entreprise à Tulle : des candidatures à traiter, une convention à remplir."),
  persona("tutor", "TUTOR", "Tuteur de stage", "Tuteur dans cette entreprise, désigné dans une convention signée."),
  persona("school-head", "SCHOOL_HEAD", "Proviseure", "Dirige le lycée de Tulle : des conventions à valider, d'autres à signer."),
  persona("referent-teacher", "REFERENT_TEACHER", "Professeur référent", "Suit pendant leur stage des élèves du lycée de Tulle."),
  persona("education-adviser", "EDUCATION_ADVISER", "CPE", "Conseillère principale d'éducation du lycée de Tulle : elle informe les familles."),
  persona("rectorat", "RECTORAT", "Rectorat de Limoges", "Suit la couverture des élèves de l'académie de Limoges."),
  persona("dasen", "RECTORAT", "DASEN de la Corrèze", "Suit les candidatures et les conventions des lycées de la Corrèze, et d'aucun autre département de l'académie."),
  persona("ministry", "MINISTRY", "Ministère", "Suit la campagne nationale, toutes académies confondues."),
  persona("other-student", "STUDENT", "Élève d'ailleurs", "Élève de seconde à Créteil : aucun lien avec les personnes de Tulle."),
  persona("other-host-manager", "HOST_MANAGER", "Responsable d'ailleurs", "Dirige une entreprise à Créteil."),
  persona("other-school-head", "SCHOOL_HEAD", "Proviseur d'ailleurs", "Dirige un lycée de Créteil."),
  persona("other-rectorat", "RECTORAT", "Rectorat de Créteil", "Suit la couverture des élèves de l'académie de Créteil."),
];

export function personaNamed(name: string): Persona | null {
  return PERSONAS.find((persona) => persona.name === name) ?? null;
}
