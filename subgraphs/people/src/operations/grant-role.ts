import type { Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import type { Grant } from "../domain/grant.ts";
import { insertGrant } from "../persistence/actors.ts";
import { findPerson } from "../persistence/persons.ts";
import { messaging } from "../persistence/tables.ts";

/** Gives a role, and tells whoever remembers what this person may do. */
export async function grantRole(tx: Transaction, personId: PersonId, grant: Grant, now: Temporal.Instant): Promise<void> {
  const isNew = await insertGrant(tx, personId, grant);
  const subject = isNew ? (await findPerson(tx, personId))?.subject : null;
  if (subject) await tell(tx, messaging, [domainEvent("ActorChanged", personId, { subject, about: personId }, now)]);
}
