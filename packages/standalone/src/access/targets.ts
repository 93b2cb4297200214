import { SECTORS } from "@stages/reference/sectors.ts";
import type { Kind } from "./oracle.ts";
import type { Facts } from "./reach.ts";

/** The objects that the world puts behind a field of an object, whoever looks. */
export type Targets = (coordinate: string, ownerId: string) => readonly string[];

type Described = { readonly id: string };

/** Fields of which the world says all that is behind; the others (catalogues, lists narrower than what one sees) only show. */
export function targetsIn(facts: Omit<Facts, "targets">): Targets {
  const { world } = facts;
  const grouped = <T extends Described>(all: Iterable<T>, keyOf: (one: T) => string) => {
    const groups = Map.groupBy(all, keyOf);
    return (id: string) => (groups.get(id) ?? []).map((one) => one.id);
  };
  const candidatures = [...facts.candidatures.values()];
  const conventions = [...facts.conventions.values()];
  const running = world.students.filter(({ campaignId }) => campaignId === world.runningCampaignId);
  const staff = world.staff.map(({ personId, schoolUai }) => ({ id: personId as string, schoolUai }));
  const found: Readonly<Record<string, (id: string) => readonly (string | undefined)[]>> = {
    "Student.candidatures": grouped(candidatures, ({ studentId }) => studentId),
    "Host.candidatures": grouped(candidatures, ({ hostId }) => hostId),
    "Offer.bookings": grouped(facts.bookings.values(), ({ offerId }) => offerId),
    "Booking.candidatures": grouped(candidatures.filter(({ bookingId }) => bookingId !== null), ({ bookingId }) => bookingId!),
    "Candidature.booking": (id) => [facts.candidatures.get(id)?.bookingId ?? undefined],
    "Booking.offer": (id) => [facts.bookings.get(id)?.offerId],
    "Booking.host": (id) => [facts.bookings.get(id)?.hostId],
    "Offer.candidatures": grouped(candidatures, ({ offerId }) => offerId),
    "Student.conventions": grouped(conventions, ({ studentId }) => studentId),
    "Host.conventions": grouped(conventions, ({ hostId }) => hostId),
    "School.conventions": grouped(conventions, ({ schoolUai }) => schoolUai),
    "Candidature.convention": grouped(conventions, ({ candidatureId }) => candidatureId),
    "Convention.absences": grouped(facts.absences.values(), ({ conventionId }) => conventionId),
    "School.students": grouped(running, ({ schoolUai }) => schoolUai),
    "School.staff": grouped(staff, ({ schoolUai }) => schoolUai),
    "Candidature.student": (id) => [facts.candidatures.get(id)?.studentId],
    "Candidature.offer": (id) => [facts.candidatures.get(id)?.offerId],
    "Candidature.host": (id) => [facts.candidatures.get(id)?.hostId],
    "Convention.student": (id) => [facts.conventions.get(id)?.studentId],
    "Convention.offer": (id) => [facts.conventions.get(id)?.offerId],
    "Convention.candidature": (id) => [facts.conventions.get(id)?.candidatureId],
    "Absence.convention": (id) => [facts.absences.get(id)?.conventionId],
    "Student.school": (id) => [facts.students.get(id)?.schoolUai],
    "Offer.host": (id) => [facts.offers.get(id)?.hostId],
    "Offer.campaign": (id) => [facts.offers.get(id)?.campaignId],
  };
  return (coordinate, ownerId) => (found[coordinate]?.(ownerId) ?? []).filter((id) => id !== undefined);
}

/** Every object of a kind. */
export function everyOf(kind: Kind, { world, ...facts }: Facts): readonly string[] {
  const unique = (ids: readonly string[]) => [...new Set(ids)];
  switch (kind) {
    case "Student":
      return [...facts.students.keys()];
    case "School":
      return world.schools.map(({ uai }) => uai);
    case "Academy":
      return unique(world.schools.map(({ academy }) => academy));
    case "Department":
      return unique(world.schools.map(({ departmentCode }) => departmentCode));
    case "StaffMember":
      return unique(world.staff.map(({ personId }) => personId));
    case "Campaign":
      return world.campaigns.map(({ id }) => id);
    case "Sector":
      return SECTORS.map(({ code }) => code);
    case "Host":
      return world.hosts.map(({ id }) => id);
    case "Offer":
      return [...facts.offers.keys()];
    case "Candidature":
      return [...facts.candidatures.keys()];
    case "Booking":
      return [...facts.bookings.keys()];
    case "Convention":
      return [...facts.conventions.keys()];
    case "PersonalData":
      return world.persons.map(({ id }) => id);
    case "Absence":
      return [...facts.absences.keys()];
  }
}
