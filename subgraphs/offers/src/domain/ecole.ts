import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Host } from "./host.ts";

/**
 * Letter of the inspecteur d'académie to the directors of écoles: "dans le cas d'écoles à cinq classes et plus, un accueil
 * de plusieurs stagiaires peut être organisé, dans la limite de trois stagiaires" – and otherwise one.
 */
export function seatsOfEcole(classes: number): number {
  return classes >= 5 ? 3 : 1;
}

const TEACHER = /\bprofesseur(\(?[.·]?e\)?)? des ecoles\b/;
const NOT_TEACHERS = /\b(aesh|atsem)\b/;

/** Letter: "un professeur des écoles est désigné tuteur (ni AESH, ni ATSEM …)". A director who is one says so. */
export function isTeacherOfEcole(tutorFunction: string): boolean {
  const plain = tutorFunction.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ");
  return TEACHER.test(plain) && !NOT_TEACHERS.test(plain);
}

export function refusalsOfEcole(host: Host, offer: { readonly seats: number; readonly tutor: { readonly function: string } }): readonly Refusal[] {
  if (host.kind !== "ECOLE") return [];
  const max = seatsOfEcole(host.classes ?? 0);
  return [
    ...(offer.seats > max ? [refuse("ECOLE_SEATS_EXCEEDED", { max }, "seats")] : []),
    ...(isTeacherOfEcole(offer.tutor.function) ? [] : [refuse("ECOLE_TUTOR_NOT_TEACHER", "tutor.function")]),
  ];
}
