import { type Actor, type ActorOf, type Role } from "@stages/kernel/actor.ts";
import { type Host, manages } from "./host.ts";
import type { Offer } from "./offer.ts";

/** What decides who sees an offer, beside the offer itself. */
export interface Around {
  readonly host: Host;
  /** Whether the offer's campaign is open to students today. */
  readonly openToStudents: boolean;
}

type Seen = Pick<Offer, "status" | "publishedAt">;
type Audience = { readonly [R in Role]?: (actor: ActorOf<R>, offer: Seen, around: Around) => boolean };

/** Once published it stays readable, whatever became of it: candidatures and conventions point at it. */
const oncePublished = ({ publishedAt }: Seen) => publishedAt !== null;

/** Role by role, who sees an offer of which they hold the id. Lists show less: what is published. */
export const AUDIENCE = {
  STUDENT: (_, offer, { openToStudents }) => openToStudents && oncePublished(offer),
  LEGAL_REPRESENTATIVE: (_, offer, { openToStudents }) => openToStudents && oncePublished(offer),
  HOST_MANAGER: (actor, offer, { host }) => offer.status === "PUBLISHED" || manages(actor, host),
  TUTOR: (_, offer) => oncePublished(offer),
  SCHOOL_HEAD: (_, offer) => oncePublished(offer),
  REFERENT_TEACHER: (_, offer) => oncePublished(offer),
  EDUCATION_ADVISER: (_, offer) => oncePublished(offer),
  RECTORAT: () => true,
  MINISTRY: () => true,
} satisfies Audience;

export function seesOffer(actor: Actor, offer: Seen, around: Around): boolean {
  const sees = (AUDIENCE as Audience)[actor.role] as ((actor: Actor, offer: Seen, around: Around) => boolean) | undefined;
  return sees?.(actor, offer, around) ?? false;
}
