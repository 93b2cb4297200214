import { type Actor, actsForHost, actsForStudent, worksAtSchool } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf, isMinorOn } from "@stages/kernel/civil-time.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Convention, FrozenConvention } from "./convention.ts";
import { CAPACITIES, type Capacity, type EvidenceRecord, isSignature } from "./evidence.ts";

/** What decides who must sign, at the moment of signing. */
export interface SigningFrame {
  readonly birthDate: Temporal.PlainDate;
  readonly signingLegalRepresentatives: Campaign["signingLegalRepresentatives"];
  /** The whole chain of the document. */
  readonly evidence: readonly EvidenceRecord[];
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

/** The first signature opens the signing, the last one closes it. */
export function sign(convention: FrozenConvention, frame: SigningFrame): FrozenConvention {
  return { ...convention, status: missingSignatures(frame).length === 0 ? "SIGNED" : "SIGNING" };
}

const given = ({ evidence }: SigningFrame, capacity: Capacity) => evidence.filter(isSignature).filter((signature) => signature.capacity === capacity);
