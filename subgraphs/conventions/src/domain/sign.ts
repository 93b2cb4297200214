import { type Actor, actsForHost, actsForStudent, worksAtSchool } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf, isMinorOn } from "@stages/kernel/civil-time.ts";
import { canonicalJson, sha256 } from "@stages/kernel/digest.ts";
import type { ConventionId, PersonId, SignatureId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Convention, FrozenConvention } from "./convention.ts";

export const CAPACITIES = ["SCHOOL_HEAD", "HOST_MANAGER", "STUDENT", "LEGAL_REPRESENTATIVE"] as const;
export type Capacity = (typeof CAPACITIES)[number];

export interface Signature {
  readonly id: SignatureId;
  readonly conventionId: ConventionId;
  readonly capacity: Capacity;
  /** 1 for the first signature in that capacity; 2 exists only where a campaign asks for both legal representatives. */
  readonly rank: number;
  readonly signerId: PersonId;
  readonly signedAt: Temporal.Instant;
  readonly documentHash: string;
  /** The hash of the signature before this one; the document's hash for the first: a chain that no edit survives. */
  readonly previousHash: string;
  readonly hash: string;
}

/** What decides who must sign, at the moment of signing. */
export interface SigningFrame {
  readonly birthDate: Temporal.PlainDate;
  readonly signingLegalRepresentatives: Campaign["signingLegalRepresentatives"];
  readonly signatures: readonly Signature[];
  readonly now: Temporal.Instant;
}

/**
 * FAQ: "signée par le chef d'établissement où est inscrit l'élève et le responsable de la structure d'accueil. L'élève,
 * ou ses représentants légaux s'il est mineur, doivent apposer également leur signature". Minor at the date of signature.
 */
export function requiredSignatures({ birthDate, signingLegalRepresentatives, now }: SigningFrame): Readonly<Partial<Record<Capacity, number>>> {
  const family = isMinorOn(birthDate, civilDateOf(now)) ? { LEGAL_REPRESENTATIVE: signingLegalRepresentatives } : { STUDENT: 1 };
  return { SCHOOL_HEAD: 1, HOST_MANAGER: 1, ...family };
}

export function missingSignatures(frame: SigningFrame): readonly Capacity[] {
  const required = requiredSignatures(frame);
  return CAPACITIES.filter((capacity) => given(frame, capacity).length < (required[capacity] ?? 0));
}

export function capacityOf(convention: Convention, actor: Actor): Capacity | null {
  if (actor.role === "SCHOOL_HEAD" && worksAtSchool(actor, convention.schoolUai)) return "SCHOOL_HEAD";
  if (actsForHost(actor, convention.hostId)) return "HOST_MANAGER";
  if (actsForStudent(actor, convention.studentId)) return actor.role === "STUDENT" ? "STUDENT" : "LEGAL_REPRESENTATIVE";
  return null;
}

export function refusalsToSign(convention: Convention, actor: Actor, frame: SigningFrame): readonly Refusal[] {
  const capacity = capacityOf(convention, actor);
  const required = requiredSignatures(frame);
  if (!capacity || !required[capacity] || !("personId" in actor)) return [refuse("NOT_A_SIGNATORY")];
  const before = given(frame, capacity);
  if (before.length >= required[capacity] || before.some(({ signerId }) => signerId === actor.personId)) return [refuse("SIGNED_ALREADY")];
  return isOpenToSign(convention) ? [] : [refuse("WRONG_STATE", { what: "Convention", status: convention.status })];
}

export function isOpenToSign(convention: Convention): convention is FrozenConvention {
  return convention.status === "VALIDATED" || convention.status === "SIGNING";
}

/** The next record of the chain. */
export function signatureOf(
  convention: FrozenConvention,
  signer: { readonly id: SignatureId; readonly personId: PersonId; readonly capacity: Capacity },
  { signatures, now }: SigningFrame,
): Signature {
  const record = {
    id: signer.id,
    conventionId: convention.id,
    capacity: signer.capacity,
    rank: signatures.filter(({ capacity }) => capacity === signer.capacity).length + 1,
    signerId: signer.personId,
    signedAt: now,
    documentHash: convention.document.sha256,
    previousHash: signatures.at(-1)?.hash ?? convention.document.sha256,
  };
  return { ...record, hash: sha256(canonicalJson(record)) };
}

/** The first signature opens the signing, the last one closes it. */
export function sign(convention: FrozenConvention, frame: SigningFrame): FrozenConvention {
  return { ...convention, status: missingSignatures(frame).length === 0 ? "SIGNED" : "SIGNING" };
}

const given = ({ signatures }: SigningFrame, capacity: Capacity) => signatures.filter((signature) => signature.capacity === capacity);
