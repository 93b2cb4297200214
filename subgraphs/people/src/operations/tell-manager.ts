import type { Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import type { HostId, PersonId } from "@stages/kernel/ids.ts";
import { displayNameOf } from "../domain/person.ts";
import { findPerson } from "../persistence/persons.ts";
import { messaging } from "../persistence/tables.ts";

/** How whoever manages a host is called: the evidence of what they sign names them. Of someone unknown nothing is told. */
export async function tellManager(tx: Transaction, hostId: HostId, personId: PersonId, now: Temporal.Instant): Promise<void> {
  const person = await findPerson(tx, personId);
  if (person) await tell(tx, messaging, [domainEvent("HostManagerNamed", hostId, { hostId, personId, name: displayNameOf(person), phone: person.phone }, now)]);
}
