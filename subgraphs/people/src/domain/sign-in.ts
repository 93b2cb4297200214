import type { PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Siret } from "@stages/kernel/siret.ts";
import { SPOKEN_FOR, type SpokenFor } from "@stages/kernel/spoken-for.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { Person } from "./person.ts";

/** What an issuer says of the bearer of a subject, as far as it may be acted on. */
export interface Presented {
  readonly subject: string;
  readonly speaksFor: readonly SpokenFor[];
  readonly ine: string | null;
  /** Verified, in lower case. */
  readonly address: string | null;
  readonly name: Name | null;
  readonly headOf: Uai | null;
  readonly siret: Siret | null;
}

export interface Name {
  readonly firstName: string;
  readonly lastName: string;
}

type Account = Pick<Person, "id" | "subject">;

/** What waits for that bearer, and who has it already. */
export interface Found {
  /** Who has this subject. */
  readonly bearer: { readonly id: PersonId; readonly hasRole: boolean } | null;
  /** The student of the INE. */
  readonly enrolled: Account | null;
  /** All legal representatives of that address, those with an account included. */
  readonly representatives: readonly (Account & Name)[];
  /** Of this address; `claimable` leaves out the posts of people who have another account. */
  readonly invitations: { readonly pending: number; readonly claimable: number };
  /** The school of `headOf`; null when the directory has none. */
  readonly school: { readonly name: string; readonly heads: readonly PersonId[]; readonly awaitedHead: PersonId | null } | null;
  readonly stateInvitations: number;
  /** Of hosts whose managers wait for this address. */
  readonly hostInvitations: number;
}

/** By what a bearer was known again, or made known: kept with each attachment. */
export const MATCHES = ["INE", "REPRESENTATIVE_ADDRESS", "INVITATION", "HEAD_OF_SCHOOL", "STATE_INVITATION", "HOST_INVITATION", "SIRET"] as const;
export type Match = (typeof MATCHES)[number];

/** One thing that a sign-in gives to its bearer. */
export type Attachment =
  | { readonly match: "INE"; readonly personId: PersonId }
  /** One person whom the lists of several children name, each for itself. */
  | { readonly match: "REPRESENTATIVE_ADDRESS"; readonly personIds: readonly [PersonId, ...PersonId[]] }
  | { readonly match: "INVITATION" | "STATE_INVITATION" | "HOST_INVITATION" | "SIRET" }
  /** Null for someone whom nobody has entered. */
  | { readonly match: "HEAD_OF_SCHOOL"; readonly awaited: PersonId | null };

export interface Verdict {
  readonly attachments: readonly Attachment[];
  /** Why nothing, or not all, was given: for those who are left without any role. */
  readonly refusals: readonly Refusal[];
}

const nothing: Verdict = { attachments: [], refusals: [] };
const gives = (attachment: Attachment): Verdict => ({ attachments: [attachment], refusals: [] });
const refuses = (refusal: Refusal): Verdict => ({ attachments: [], refusals: [refusal] });

const isOthers = ({ subject }: Account, { subject: mine }: Presented) => subject !== null && subject !== mine;

const JUDGES: Readonly<Record<SpokenFor, (presented: Presented, found: Found) => Verdict>> = {
  STUDENT(presented, { bearer, enrolled }) {
    if (presented.ine === null) return nothing;
    if (!enrolled) return refuses(refuse("STUDENT_NOT_ENROLLED"));
    if (enrolled.subject === presented.subject) return nothing;
    // An account is one person's: whoever has one already gets no second record by it.
    if (isOthers(enrolled, presented) || bearer) return refuses(refuse("RECORD_HAS_ACCOUNT"));
    return gives({ match: "INE", personId: enrolled.id });
  },

  LEGAL_REPRESENTATIVE(presented, { bearer, representatives }) {
    // Many students' accounts carry a parent's address: with an INE, one is a student and nothing else.
    if (presented.ine !== null) return nothing;
    if (representatives.length === 0) return refuses(refuse("REPRESENTATIVE_NOT_LISTED"));
    if (new Set(representatives.map(nameKey)).size > 1) return refuses(refuse("ADDRESS_SHARED"));
    if (representatives.some((one) => isOthers(one, presented))) return refuses(refuse("RECORD_HAS_ACCOUNT"));
    const [first, ...others] = representatives.filter(({ id, subject }) => subject === null && id !== bearer?.id).map(({ id }) => id);
    return first ? gives({ match: "REPRESENTATIVE_ADDRESS", personIds: [first, ...others] }) : nothing;
  },

  SCHOOL_STAFF(presented, { bearer, invitations, school }) {
    const invited = invitations.claimable > 0 ? gives({ match: "INVITATION" }) : nothing;
    if (presented.headOf !== null) {
      if (!school) return { ...invited, refusals: [refuse("SCHOOL_NOT_IN_DIRECTORY", { uai: presented.headOf })] };
      if (bearer && school.heads.includes(bearer.id)) return invited;
      if (school.heads.length > 0) return { ...invited, refusals: [refuse("SCHOOL_HAS_HEAD", { school: school.name })] };
      if (!bearer && !school.awaitedHead && !isComplete(presented)) return { ...invited, refusals: [refuse("IDENTITY_INCOMPLETE")] };
      return { attachments: [...invited.attachments, { match: "HEAD_OF_SCHOOL", awaited: school.awaitedHead }], refusals: [] };
    }
    if (invited !== nothing) return invited;
    return refuses(refuse(invitations.pending > 0 ? "RECORD_HAS_ACCOUNT" : "INVITATION_NEEDED"));
  },

  STATE(presented, { bearer, stateInvitations }) {
    if (stateInvitations === 0) return refuses(refuse("INVITATION_NEEDED"));
    return bearer || isComplete(presented) ? gives({ match: "STATE_INVITATION" }) : refuses(refuse("IDENTITY_INCOMPLETE"));
  },

  // Whoever works somewhere may register it; a host that others manage is theirs, and they say who joins them.
  HOST_MANAGER(presented, { bearer, hostInvitations }) {
    if (hostInvitations > 0) return bearer || isComplete(presented) ? gives({ match: "HOST_INVITATION" }) : refuses(refuse("IDENTITY_INCOMPLETE"));
    if (presented.siret === null || bearer?.hasRole) return nothing;
    return bearer || isComplete(presented) ? gives({ match: "SIRET" }) : refuses(refuse("IDENTITY_INCOMPLETE"));
  },
};

const isComplete = ({ name, address }: Presented) => name !== null && address !== null;

/** What a sign-in gives: all that waits for its bearer, and the right to register a host to those for whom nothing does. */
export function judgeSignIn(presented: Presented, found: Found): Verdict {
  const attachments: Attachment[] = [];
  const refusals: Refusal[] = [];
  for (const whom of SPOKEN_FOR) {
    if (!presented.speaksFor.includes(whom) || (whom === "HOST_MANAGER" && attachments.length > 0 && found.hostInvitations === 0)) continue;
    const verdict = JUDGES[whom](presented, found);
    attachments.push(...verdict.attachments);
    refusals.push(...verdict.refusals);
  }
  return { attachments, refusals };
}

/** As two lists may write one name: case, accents, hyphens and spaces make no difference. */
function nameKey({ firstName, lastName }: Name): string {
  return `${firstName} ${lastName}`.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}]+/gu, " ").trim();
}
