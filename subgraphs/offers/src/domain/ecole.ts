import { type Period, type Week, weeksOf } from "@stages/kernel/period.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Host } from "./host.ts";

/**
 * Letter of the inspecteur d'académie to the directors of écoles: "dans le cas d'écoles à cinq classes et plus, un accueil
 * de plusieurs stagiaires peut être organisé, dans la limite de trois stagiaires" – and otherwise one.
 */
export function seatsOfEcole(classes: number): number {
  return classes >= 5 ? 3 : 1;
}

/** An offer whose students come, or may come: "le stagiaire est affecté dans une école", so that it is the école that counts. */
export interface Welcoming {
  readonly period: Period;
  readonly seats: number;
}

/** What an école has out, as its rules see it. */
export interface EcoleOffer extends Welcoming {
  readonly campaignId: string;
  readonly title: string;
  readonly tutor: { readonly function: string };
}

const WEEKS: readonly Week[] = [1, 2];

const seatsIn = (week: Week, offers: readonly Welcoming[]) => offers.filter(({ period }) => weeksOf(period).includes(week)).reduce((sum, { seats }) => sum + seats, 0);

const TEACHER = /\bprofesseur(\(?[.·]?e\)?)? des ecoles\b/;
const NOT_TEACHERS = /\b(aesh|atsem)\b/;

/** Letter: "un professeur des écoles est désigné tuteur (ni AESH, ni ATSEM …)". A director who is one says so. */
export function isTeacherOfEcole(tutorFunction: string): boolean {
  const plain = tutorFunction.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ");
  return TEACHER.test(plain) && !NOT_TEACHERS.test(plain);
}

type Kind = Pick<Host, "kind" | "classes">;

/** `beside`: the école's other offers of that campaign whose students come. */
export function refusalsOfEcole(host: Kind, offer: Omit<EcoleOffer, "campaignId" | "title">, beside: readonly Welcoming[]): readonly Refusal[] {
  if (host.kind !== "ECOLE") return [];
  const max = seatsOfEcole(host.classes ?? 0);
  const elsewhere = Math.max(...weeksOf(offer.period).map((week) => seatsIn(week, beside)));
  return [
    ...(offer.seats + elsewhere > max ? [refuse("ECOLE_SEATS_EXCEEDED", { max, elsewhere }, "seats")] : []),
    ...(isTeacherOfEcole(offer.tutor.function) ? [] : [refuse("ECOLE_TUTOR_NOT_TEACHER", "tutor.function")]),
  ];
}

/** A host that becomes an école, or an école that loses classes, keeps its word first: its offers that are out must fit. */
export function refusalsOfOffersOut(host: Kind, offers: readonly EcoleOffer[]): readonly Refusal[] {
  if (host.kind !== "ECOLE") return [];
  const max = seatsOfEcole(host.classes ?? 0);
  const inTheWay = [...Map.groupBy(offers, ({ campaignId }) => campaignId).values()].flatMap((together) => {
    const tooMany = WEEKS.filter((week) => seatsIn(week, together) > max);
    return together.filter(({ period, tutor }) => !isTeacherOfEcole(tutor.function) || weeksOf(period).some((week) => tooMany.includes(week)));
  });
  return inTheWay.length === 0 ? [] : [refuse("ECOLE_OFFERS_OUT", { max, titles: inTheWay.slice(0, 3).map(({ title }) => title).join(" », « ") }, "classes")];
}
