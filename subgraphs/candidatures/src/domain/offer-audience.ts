import { type Actor, type ActorOf, actsForHost, type Role } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { Offer } from "./apply.ts";

/** What decides, beside the offer, who may hear of its seats. */
export interface Around {
  readonly campaign: Pick<Campaign, "studentsOpenOn">;
  /** Of a legal representative's children; empty for everyone else. */
  readonly childrensSchools: readonly Uai[];
  readonly now: Temporal.Instant;
}

type Seen = Pick<Offer, "hostId" | "status" | "reservedSchoolUais">;
type Audience = { readonly [R in Role]?: (actor: ActorOf<R>, offer: Seen, around: Around) => boolean };

const isOpen = ({ campaign, now }: Around) => isOnOrBefore(campaign.studentsOpenOn, civilDateOf(now));
/** What is reserved is for its schools: of the others nobody but its host and the territory's staff follows it. */
const isFor = ({ reservedSchoolUais }: Seen, uais: readonly Uai[]) => reservedSchoolUais.length === 0 || uais.some((uai) => reservedSchoolUais.includes(uai));
const ofStaff = ({ schoolUais }: { readonly schoolUais: readonly Uai[] }, offer: Seen) => isFor(offer, schoolUais);

/** Role by role, who hears of an offer's seats: those who may see the offer, as `offers` says it, and none of whom it is not for. */
export const OFFER_AUDIENCE = {
  STUDENT: (actor, offer, around) => isOpen(around) && isFor(offer, [actor.schoolUai]),
  LEGAL_REPRESENTATIVE: (_, offer, around) => isOpen(around) && isFor(offer, around.childrensSchools),
  HOST_MANAGER: (actor, offer) => actsForHost(actor, offer.hostId) || (offer.status === "PUBLISHED" && isFor(offer, [])),
  TUTOR: (_, offer) => isFor(offer, []),
  SCHOOL_HEAD: ofStaff,
  REFERENT_TEACHER: ofStaff,
  EDUCATION_ADVISER: ofStaff,
  RECTORAT: () => true,
  MINISTRY: () => true,
} satisfies Audience;

export function hearsOfSeats(actor: Actor, offer: Seen, around: Around): boolean {
  const hears = (OFFER_AUDIENCE as Audience)[actor.role] as ((actor: Actor, offer: Seen, around: Around) => boolean) | undefined;
  return hears?.(actor, offer, around) ?? false;
}
