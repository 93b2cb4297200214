import type { Transaction } from "@stages/database/connection.ts";
import type { ConventionAwaitedFact } from "@stages/events/contracts.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import type { NotificationKind } from "@stages/kernel/notification-kind.ts";
import { type Awaited, type AwaitedRole, awaitedRoles } from "../domain/awaited.ts";
import { findThoseWithoutMail } from "../persistence/notification-preferences.ts";
import { findActingForHost, findAwaited, findThoseWhoMaySign, replaceAwaited } from "../persistence/awaited-conventions.ts";

/** As what the preferences know it. */
const KIND_OF = {
  REFUSAL: "SIGNATURE_REFUSED",
  HOST: "CONVENTION_TO_FILL",
  SCHOOL: "CONVENTION_TO_VALIDATE",
  SIGNATURE: "CONVENTION_TO_SIGN",
  INSURANCE: "INSURANCE_AWAITED",
} as const satisfies Record<Awaited, NotificationKind>;

/** Everyone who is awaited is told of it in the next digest if they want such mail, unless it is done before. */
export async function awaitConvention(tx: Transaction, fact: ConventionAwaitedFact): Promise<void> {
  const { conventionId, hostId, studentId, schoolUai, awaited, hostName, studentName, askedByHost } = fact;
  const startsOn = Temporal.PlainDate.from(fact.startsOn);
  const rows = [];
  for (const role of awaitedRoles(fact)) {
    const line = { conventionId, awaited, role, hostId, studentId, schoolUai, hostName, studentName, startsOn, askedByHost };
    rows.push(...(await peopleOf(tx, role, fact)).map((personId) => ({ ...line, personId })));
  }
  const unwilling = await findThoseWithoutMail(tx, rows.map(({ personId }) => personId), KIND_OF[awaited]);
  await replaceAwaited(tx, conventionId, awaited, rows.filter(({ personId }) => !unwilling.has(personId)));
}

async function peopleOf(tx: Transaction, role: AwaitedRole, fact: ConventionAwaitedFact): Promise<readonly PersonId[]> {
  if (role === "LEGAL_REPRESENTATIVE" && fact.awaited === "SIGNATURE") return findThoseWhoMaySign(tx, fact.studentId);
  const people = await findAwaited(tx, role, fact);
  if (role !== "HOST_MANAGER" || people.length > 0) return people;
  const acting = await findActingForHost(tx, fact.conventionId);
  return acting ? [acting] : [];
}
