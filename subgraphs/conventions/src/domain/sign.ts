import { type Actor, actsForHost, actsForStudent, type Role, worksAtSchool } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf, isMinorOn } from "@stages/kernel/civil-time.ts";
import type { DelegationId, PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Convention, FrozenConvention } from "./convention.ts";
import { concerns, type Delegation, holds, isDelegate } from "./delegation.ts";
import type { DocumentKind } from "./document.ts";
import { CAPACITIES, type Capacity, type EvidenceRecord, isSignature } from "./evidence.ts";

/** What decides who must sign, at the moment of signing. */
export interface SigningFrame {
  readonly kind: DocumentKind;
  readonly birthDate: Temporal.PlainDate;
  readonly signingLegalRepresentatives: Campaign["signingLegalRepresentatives"];
  /** The whole chain of the document. */
  readonly evidence: readonly EvidenceRecord[];
  /** All that the school and the host of the convention ever gave. */
  readonly delegations: readonly Delegation[];
  /** Legal representatives of whom the school noted that they may not sign. */
  readonly barred: readonly PersonId[];
  readonly now: Temporal.Instant;
}

type Required = Readonly<Partial<Record<Capacity, number>>>;

/**
 * FAQ: "signée par le chef d'établissement où est inscrit l'élève et le responsable de la structure d'accueil. L'élève,
 * ou ses représentants légaux s'il est mineur, doivent apposer également leur signature". Minor at the date of signature.
 * An attestation is the host's word alone.
 */
export function requiredSignatures({ kind, birthDate, signingLegalRepresentatives, now }: SigningFrame): Required {
  if (kind === "ATTESTATION") return { HOST_MANAGER: 1 };
  const family: Required = isMinorOn(birthDate, civilDateOf(now)) ? { LEGAL_REPRESENTATIVE: signingLegalRepresentatives } : { STUDENT: 1 };
  return { SCHOOL_HEAD: 1, HOST_MANAGER: 1, ...family };
}

export function missingSignatures(frame: SigningFrame): readonly Capacity[] {
  const required = requiredSignatures(frame);
  return CAPACITIES.filter((capacity) => given(frame, capacity).length < (required[capacity] ?? 0));
}

/** One place in the signature block, and who has taken it. */
export interface Signatory {
  readonly capacity: Capacity;
  readonly rank: number;
  readonly signature: EvidenceRecord | null;
}

/** Who must sign and who has; a signature given in a capacity that is asked for no more, since the student came of age, stays. */
export function signatories(frame: SigningFrame): readonly Signatory[] {
  const required = requiredSignatures(frame);
  return CAPACITIES.flatMap((capacity) => {
    const signatures = given(frame, capacity);
    const places = Math.max(required[capacity] ?? 0, signatures.length);
    return Array.from({ length: places }, (_, index) => ({ capacity, rank: index + 1, signature: signatures[index] ?? null }));
  });
}

/** In what capacity someone may sign; by whose delegation, when it is not their own. */
export interface Standing {
  readonly capacity: Capacity;
  readonly delegationId: DelegationId | null;
}

export function standingOf(convention: Convention, actor: Actor, { delegations, now }: Pick<SigningFrame, "delegations" | "now">): Standing | null {
  const own = ownCapacityOf(convention, actor);
  if (own) return { capacity: own, delegationId: null };
  const given = delegations.find((delegation) => concerns(delegation, convention) && holds(delegation, now) && isDelegate(delegation, actor));
  return given ? { capacity: given.capacity, delegationId: given.id } : null;
}

function ownCapacityOf(convention: Convention, actor: Actor): Capacity | null {
  if (actor.role === "SCHOOL_HEAD" && worksAtSchool(actor, convention.schoolUai)) return "SCHOOL_HEAD";
  if (actsForHost(actor, convention.hostId)) return "HOST_MANAGER";
  if (actsForStudent(actor, convention.studentId)) return actor.role === "STUDENT" ? "STUDENT" : "LEGAL_REPRESENTATIVE";
  return null;
}

/** Those who may sign in their own capacity; the others, who may by a delegation, are asked which. */
export const SIGNING_ROLES = ["SCHOOL_HEAD", "HOST_MANAGER", "STUDENT", "LEGAL_REPRESENTATIVE"] as const satisfies readonly Role[];
export const DELEGATE_ROLES = ["TUTOR", "REFERENT_TEACHER", "EDUCATION_ADVISER"] as const satisfies readonly Role[];

/** Why this person cannot take a place among the signatories, whatever the state of the document. */
export function refusalsOfSignatory(convention: Convention, actor: Actor, frame: SigningFrame): readonly Refusal[] {
  const standing = standingOf(convention, actor, frame);
  const required = requiredSignatures(frame);
  if (!standing || !required[standing.capacity] || !("personId" in actor)) return [refuse("NOT_A_SIGNATORY")];
  if (standing.capacity === "LEGAL_REPRESENTATIVE" && frame.barred.includes(actor.personId)) return [refuse("NOT_ALLOWED_TO_SIGN")];
  const before = given(frame, standing.capacity);
  if (before.length >= required[standing.capacity]! || signed(frame, actor.personId)) return [refuse("SIGNED_ALREADY")];
  return [];
}

/** Of the convention itself. What else a kind of document asks is its ceremony's. */
export function refusalsToSign(convention: Convention, actor: Actor, frame: SigningFrame): readonly Refusal[] {
  const refusals = refusalsOfSignatory(convention, actor, frame);
  if (refusals.length > 0) return refusals;
  return isOpenToSign(convention) ? [] : [refuse("WRONG_STATE", { what: "Convention", status: convention.status })];
}

/** Who refused may sign later, but says no once. */
export function refusalsToRefuse(actor: Actor, frame: SigningFrame): readonly Refusal[] {
  const has = "personId" in actor && frame.evidence.some(({ kind, signerId }) => kind === "REFUSED" && signerId === actor.personId);
  return has ? [refuse("REFUSED_ALREADY")] : [];
}

export function isOpenToSign(convention: Convention): convention is FrozenConvention {
  return convention.status === "VALIDATED" || convention.status === "SIGNING";
}

/** The first signature opens the signing, the last one closes it. */
export function sign(convention: FrozenConvention, frame: SigningFrame): FrozenConvention {
  return { ...convention, status: missingSignatures(frame).length === 0 ? "SIGNED" : "SIGNING" };
}

const signed = ({ evidence }: SigningFrame, personId: PersonId) => evidence.filter(isSignature).some(({ signerId }) => signerId === personId);

const given = ({ evidence }: SigningFrame, capacity: Capacity) => evidence.filter(isSignature).filter((signature) => signature.capacity === capacity);
