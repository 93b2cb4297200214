import type { Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import type { DocumentId } from "@stages/kernel/ids.ts";
import type { Convention } from "../domain/convention.ts";
import type { Capacity } from "../domain/evidence.ts";
import { messaging } from "../persistence/tables.ts";

interface ToSign {
  /** Null for an attestation that its host has still to confirm. */
  readonly documentId: DocumentId | null;
  readonly kind: "AMENDMENT" | "ATTESTATION";
  readonly capacities: readonly Capacity[];
}

/** Those who have no account get a way in to it; of the convention itself, its change of status says so. */
export function tellToSign(tx: Transaction, { id: conventionId, studentId }: Pick<Convention, "id" | "studentId">, toSign: ToSign, now: Temporal.Instant): Promise<void> {
  return tell(tx, messaging, [domainEvent("DocumentToSign", conventionId, { conventionId, studentId, ...toSign }, now)]);
}
