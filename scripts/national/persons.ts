import { addressLine, adultName, inGender, type Name, phoneFor, slugOf, youngName } from "@stages/demonstration/names.ts";
import { type Random, randomStream } from "@stages/demonstration/random.ts";
import type { Trade } from "@stages/demonstration/trades.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import type { Relationship } from "@stages/people/domain/student.ts";
import type { Host, Offer } from "./market.ts";
import type { NationalSchool } from "./schools.ts";

export interface Contact {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone: string;
}

export interface Youth extends Contact {
  /** ISO 8601. */
  readonly birthDate: string;
  readonly addressLine: string;
}

type Manager = Contact & { readonly function: string };

export interface Tutor {
  readonly name: string;
  readonly function: string;
  readonly email: string;
  readonly phone: string;
}

export interface Parent extends Contact {
  readonly relationship: Relationship;
}

/** Who is called by two names, of those whose families join them. */
const DOUBLE_NAME = 0.12;
/** Of 100 students: two who answer for them, a guardian. */
const TWO_PARENTS = 0.55;
const GUARDIAN = 0.02;

/** Ages at the end of the year of the stages: most are of the generation, some repeated or skipped a year. */
const AGES: readonly (readonly [number, number])[] = [[16, 82], [15, 6], [17, 11], [18, 0.6], [19, 0.4]];

export const fullName = ({ firstName, lastName }: Pick<Contact, "firstName" | "lastName">): string => `${firstName} ${lastName}`;

/**
 * What people are called and where they are reached. Each has a stream of their own, so that who they are depends on
 * nothing else that was drawn; addresses are unique by their number, and nobody receives anything there (RFC 2606).
 */
export class People {
  readonly #managers: Manager[] = [];

  constructor(private readonly seed: number) {}

  student(rank: number, campaign: Campaign): Youth {
    const random = this.#stream("student", rank);
    const name = doubled(youngName(random), random);
    const born = new Temporal.PlainDate(campaign.weeks[1].firstDay.year - random.weighted(AGES), 1, 1).add({ days: random.int(0, 364) });
    return { ...reached(name, `${rank}`, "eleves.example", "MOBILE"), birthDate: born.toString(), addressLine: addressLine(random) };
  }

  family(rank: number, { lastName }: Pick<Contact, "lastName">): readonly Parent[] {
    const random = this.#stream("family", rank);
    const first = adultName(random);
    const relationship = (female: boolean): Relationship => (random.chance(GUARDIAN) ? "GUARDIAN" : female ? "MOTHER" : "FATHER");
    const parents = [{ ...reached({ ...first, lastName }, `${rank}`, "familles.example", "MOBILE"), relationship: relationship(first.female) }];
    if (!random.chance(TWO_PARENTS)) return parents;
    const second = adultName(random, !first.female);
    return [...parents, { ...reached(second, `${rank}b`, "familles.example", "MOBILE"), relationship: relationship(second.female) }];
  }

  /** Asked for with each offer and each convention. */
  manager(host: Host): Manager {
    return (this.#managers[host.rank] ??= this.#managerOf(host));
  }

  #managerOf(host: Host): Manager {
    const name = adultName(this.#stream("manager", host.rank));
    return { ...reached(name, "", domainOf(host), "OFFICE"), function: inGender(host.trade.manager, name.female) };
  }

  tutor({ host, number }: Pick<Offer, "host" | "number">): Tutor {
    return tutorOf(host.trade, `${number}`, domainOf(host), this.#stream(`tutor/${host.rank}`, number));
  }

  /** Where a student found a stage outside the platform. */
  elsewhere(rank: number, trade: Trade): { readonly representative: Manager; readonly tutor: Tutor } {
    const random = this.#stream("elsewhere", rank);
    const name = adultName(random);
    const domain = `entreprise-${rank}.example`;
    return { representative: { ...reached(name, "", domain, "OFFICE"), function: inGender(trade.manager, name.female) }, tutor: tutorOf(trade, "1", domain, random) };
  }

  staff({ uai }: NationalSchool, rank: number): Contact & { readonly female: boolean } {
    const name = adultName(this.#stream(`staff/${uai}`, rank));
    return { ...reached(name, "", `lycee-${uai.toLowerCase()}.example`, "OFFICE"), email: `${slugOf(name.firstName)}.${slugOf(name.lastName)}.${rank}@lycee-${uai.toLowerCase()}.example`, female: name.female };
  }

  #stream(kind: string, rank: number): Random {
    return randomStream(this.seed, `${kind}/${rank}`);
  }
}

function tutorOf(trade: Trade, number: string, domain: string, random: Random): Tutor {
  const name = adultName(random);
  const { email, phone } = reached(name, number, domain, "OFFICE");
  return { name: fullName(name), function: inGender(random.pick(trade.tutors), name.female), email, phone };
}

const domainOf = ({ rank }: Host): string => `structure-${rank}.example`;

const doubled = (name: Name, random: Random): Name => (random.chance(DOUBLE_NAME) ? { ...name, lastName: `${name.lastName} ${adultName(random).lastName}` } : name);

function reached({ firstName, lastName }: Name, number: string, domain: string, phone: "MOBILE" | "OFFICE"): Contact {
  const email = `${slug(firstName)}.${slug(lastName)}${number && `.${number}`}@${domain}`;
  return { firstName, lastName, email, phone: phoneFor(email, phone) };
}

/** A few hundred names, a million times. */
const slugs = new Map<string, string>();
function slug(name: string): string {
  let known = slugs.get(name);
  if (known === undefined) slugs.set(name, (known = slugOf(name)));
  return known;
}
