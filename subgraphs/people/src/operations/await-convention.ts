import type { Transaction } from "@stages/database/connection.ts";
import type { ConventionAwaitedFact, Events } from "@stages/events/contracts.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { type AwaitedRole, awaitedRoles } from "../domain/awaited.ts";
import { findActingForHost, findAwaited, findThoseWhoMaySign, forgetAwaitedConvention, replaceAwaited } from "../persistence/awaited-conventions.ts";

/** Everyone who is awaited is told of it in the next digest, unless it is done before. */
export async function awaitConvention(tx: Transaction, fact: ConventionAwaitedFact): Promise<void> {
  const { conventionId, hostId, studentId, schoolUai, awaited, hostName, studentName, askedByHost } = fact;
  const startsOn = Temporal.PlainDate.from(fact.startsOn);
  const rows = [];
  for (const role of awaitedRoles(fact)) {
    const line = { conventionId, awaited, role, hostId, studentId, schoolUai, hostName, studentName, startsOn, askedByHost };
    rows.push(...(await peopleOf(tx, role, fact)).map((personId) => ({ ...line, personId })));
  }
  await replaceAwaited(tx, conventionId, awaited, rows);
}

/** What was given before the digest leaves is not asked for in it. */
export async function stopAwaitingInsurance(tx: Transaction, { conventionIds }: Events["InsuranceGiven"]): Promise<void> {
  for (const conventionId of conventionIds) await forgetAwaitedConvention(tx, conventionId, ["INSURANCE"]);
}

async function peopleOf(tx: Transaction, role: AwaitedRole, fact: ConventionAwaitedFact): Promise<readonly PersonId[]> {
  if (role === "LEGAL_REPRESENTATIVE" && fact.awaited === "SIGNATURE") return findThoseWhoMaySign(tx, fact.studentId);
  const people = await findAwaited(tx, role, fact);
  if (role !== "HOST_MANAGER" || people.length > 0) return people;
  const acting = await findActingForHost(tx, fact.conventionId);
  return acting ? [acting] : [];
}
