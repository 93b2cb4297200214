import type { Transaction } from "@stages/database/connection.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { type Convention, hostPartInForce } from "../domain/convention.ts";
import type { Standing } from "../domain/sign.ts";
import { findHostManager } from "../persistence/host-managers.ts";
import { findPost } from "../persistence/mirror.ts";
import { loadFamily, seeStudent } from "./load.ts";

/** Who signs, as far as this subgraph knows, and how a short message reaches them. */
export interface Signer {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

const nobodyKnown = (name: string): Signer => ({ name, email: null, phone: null });

/** A manager of whom nothing was told yet, and who speaks by a personal link for an unknown host, are named by whom the convention names. */
export async function findSigner(tx: Transaction, convention: Convention, actor: Actor, { capacity, delegationId }: Standing): Promise<Signer> {
  const personId = personOf(actor);
  const { schoolUai } = convention;
  const hostPart = hostPartInForce(convention);
  if (actor.role === "TUTOR") return { name: hostPart?.tutor.name ?? actor.email, email: actor.email, phone: hostPart?.tutor.phone ?? null };
  if (capacity === "SCHOOL_HEAD") return (personId && (await findPost(tx, personId, schoolUai))) ?? nobodyKnown(delegationId ? "Membre du personnel de l'établissement" : "Chef d'établissement");
  if (capacity === "HOST_MANAGER") {
    const manager = personId && (await findHostManager(tx, convention.hostId, personId));
    if (manager) return { ...manager, email: null };
    return nobodyKnown(hostPart ? `Responsable de la structure (représentée par ${hostPart.representative.name})` : "Responsable de la structure");
  }
  const student = await seeStudent(tx, convention);
  const studentName = student ? `${student.firstName} ${student.lastName}` : "l'élève";
  if (capacity === "STUDENT") return nobodyKnown(studentName);
  const representative = (await loadFamily(tx, convention)).find((one) => one.personId === personId);
  return representative ? { ...representative, email: null } : nobodyKnown(`Représentant légal de ${studentName}`);
}
