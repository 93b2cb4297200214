import type { World, WorldBooking, WorldCandidature, WorldConvention, WorldOffer, WorldStudent } from "@stages/demonstration/world-types.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { type Targets, targetsIn } from "./targets.ts";

/** An absence of the running campaign, as far as its chain has come. The world itself holds finished ones of the past alone. */
export interface ChainSoFar {
  readonly id: string;
  readonly conventionId: string;
  readonly step: "REPORTED" | "RELAYED" | "FAMILY_INFORMED" | "CLOSED";
}

/** Everything that exists, found by what it is about. */
export interface Facts {
  readonly world: World;
  readonly students: ReadonlyMap<string, WorldStudent>;
  readonly candidatures: ReadonlyMap<string, WorldCandidature>;
  readonly bookings: ReadonlyMap<string, WorldBooking>;
  readonly conventions: ReadonlyMap<string, WorldConvention>;
  readonly offers: ReadonlyMap<string, WorldOffer>;
  readonly absences: ReadonlyMap<string, ChainSoFar>;
  readonly targets: Targets;
}

export function factsOf(world: World, chains: readonly ChainSoFar[]): Facts {
  const byId = <T extends { readonly id: string }>(list: readonly T[]) => new Map<string, T>(list.map((one) => [one.id, one]));
  const past = world.absences.map(({ id, conventionId }) => ({ id, conventionId, step: "CLOSED" as const }));
  const facts = {
    world,
    students: byId(world.students),
    candidatures: byId(world.candidatures),
    bookings: byId(world.bookings),
    conventions: byId(world.conventions),
    offers: byId(world.offers),
    absences: byId<ChainSoFar>([...past, ...chains]),
  };
  return { ...facts, targets: targetsIn(facts) };
}

/** What one person reaches: the ids of all that they may know of, by kind. */
export interface Reach {
  readonly students: ReadonlySet<string>;
  /** Those of whom they know more than the first name and the class. */
  readonly identified: ReadonlySet<string>;
  readonly candidatures: ReadonlySet<string>;
  readonly bookings: ReadonlySet<string>;
  readonly conventions: ReadonlySet<string>;
  readonly absences: ReadonlySet<string>;
  readonly offers: ReadonlySet<string>;
}

const NOTHING: Reach = { students: new Set(), identified: new Set(), candidatures: new Set(), bookings: new Set(), conventions: new Set(), absences: new Set(), offers: new Set() };

const idsOf = <T extends { readonly id: string }>(all: Iterable<T>, isOne: (one: T) => boolean): ReadonlySet<string> =>
  new Set([...all].filter(isOne).map(({ id }) => id));

/**
 * Told person by person from the words of the domain, where the policies tell it object by object: two ways to say one
 * thing, so that a slip of one is seen by the other. It calls none of the subgraphs' rules.
 */
export function reachOf(actor: Actor, facts: Facts, now: Temporal.Instant): Reach {
  const { world } = facts;
  const today = civilDateOf(now);
  const isOpen = new Map(world.campaigns.map(({ id, studentsOpenOn }) => [id, Temporal.PlainDate.compare(studentsOpenOn, today) <= 0]));
  const wasPublished = ({ publishedAt }: WorldOffer) => publishedAt !== null;
  const conventionsOf = (isOne: (convention: WorldConvention) => boolean) => idsOf(facts.conventions.values(), isOne);
  const candidaturesOf = (isOne: (candidature: WorldCandidature) => boolean) => idsOf(facts.candidatures.values(), isOne);
  const bookingsOf = (isOne: (booking: WorldBooking) => boolean) => idsOf(facts.bookings.values(), isOne);
  const offersOf = (isOne: (offer: WorldOffer) => boolean) => idsOf(facts.offers.values(), isOne);
  const absencesOf = (isOne: (absence: ChainSoFar, convention: WorldConvention) => boolean) =>
    idsOf(facts.absences.values(), (absence) => isOne(absence, facts.conventions.get(absence.conventionId)!));
  const isOld = ({ step }: ChainSoFar) => step === "FAMILY_INFORMED" || step === "CLOSED";

  /** "Before the opening date students see no offer"; the family learns of an absence from the one who informs it. */
  const family = (children: readonly string[]): Reach => {
    const isTheirs = ({ studentId }: { readonly studentId: string }) => children.includes(studentId);
    return {
      students: new Set(children),
      identified: new Set(children),
      candidatures: candidaturesOf(isTheirs),
      // "A student sees their own candidature": a list of classmates is the school's and the host's.
      bookings: new Set(),
      conventions: conventionsOf(isTheirs),
      absences: absencesOf((absence, convention) => isTheirs(convention) && isOld(absence)),
      offers: offersOf((offer) => wasPublished(offer) && isOpen.get(offer.campaignId)!),
    };
  };

  /** "A teacher their school"; "only people of that student's chain see" an absence: of the teachers, the referent one. */
  const school = (uais: readonly string[], follows: (convention: WorldConvention) => boolean): Reach => {
    const isTheirs = ({ schoolUai }: { readonly schoolUai: string }) => uais.includes(schoolUai);
    const students = idsOf(facts.students.values(), isTheirs);
    return {
      students,
      identified: students,
      candidatures: candidaturesOf(isTheirs),
      bookings: bookingsOf(isTheirs),
      conventions: conventionsOf(isTheirs),
      absences: absencesOf((_, convention) => isTheirs(convention) && follows(convention)),
      offers: offersOf(wasPublished),
    };
  };

  switch (actor.role) {
    case "ANONYMOUS":
    case "PLATFORM":
      return NOTHING;
    case "STUDENT":
      return family([actor.studentId]);
    case "LEGAL_REPRESENTATIVE":
      return family(actor.studentIds);
    case "HOST_MANAGER": {
      const isTheirs = ({ hostId }: { readonly hostId: string }) => (actor.hostIds as readonly string[]).includes(hostId);
      const received = [...facts.candidatures.values()].filter(isTheirs);
      const accepted = received.filter(({ history }) => history.some(({ to }) => to === "ACCEPTED" || to === "CONFIRMED"));
      return {
        students: new Set(received.map(({ studentId }) => studentId)),
        identified: new Set(accepted.map(({ studentId }) => studentId)),
        candidatures: candidaturesOf(isTheirs),
        bookings: bookingsOf(isTheirs),
        conventions: conventionsOf(isTheirs),
        absences: absencesOf((_, convention) => isTheirs(convention)),
        offers: offersOf((offer) => offer.status === "PUBLISHED" || isTheirs(offer)),
      };
    }
    case "TUTOR": {
      const namesThem = ({ host }: WorldConvention) => host?.tutor.email.toLowerCase() === actor.email.toLowerCase();
      const students = new Set<string>([...facts.conventions.values()].filter(namesThem).map(({ studentId }) => studentId));
      return {
        students,
        identified: students,
        candidatures: new Set(),
        bookings: new Set(),
        conventions: conventionsOf(namesThem),
        absences: absencesOf((_, convention) => namesThem(convention)),
        offers: offersOf(wasPublished),
      };
    }
    case "SCHOOL_HEAD":
    case "EDUCATION_ADVISER":
      return school(actor.schoolUais, () => true);
    case "REFERENT_TEACHER":
      return school(actor.schoolUais, (convention) => convention.school?.referentTeacherId === actor.personId);
    // "A rectorat its academy, a DASEN the department", by what is done there and not by name: "the list goes to the school's staff only".
    case "RECTORAT": {
      const schools = world.schools.filter(({ academy, departmentCode }) => actor.academies.includes(academy) || actor.departments.includes(departmentCode));
      const uais = new Set<string>(schools.map(({ uai }) => uai));
      const isTheirs = ({ schoolUai }: { readonly schoolUai: string }) => uais.has(schoolUai);
      return { ...NOTHING, candidatures: candidaturesOf(isTheirs), bookings: bookingsOf(isTheirs), conventions: conventionsOf(isTheirs), offers: offersOf(() => true) };
    }
    case "MINISTRY":
      return { ...NOTHING, candidatures: candidaturesOf(() => true), bookings: bookingsOf(() => true), conventions: conventionsOf(() => true), offers: offersOf(() => true) };
  }
}
