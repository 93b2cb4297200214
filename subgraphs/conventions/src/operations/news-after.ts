import type { Transaction } from "@stages/database/connection.ts";
import { type DomainEvent, domainEvent, type StageFact } from "@stages/events/contracts.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { ConventionId } from "@stages/kernel/ids.ts";
import type { AwaitedAfter } from "../domain/awaited.ts";
import type { Convention } from "../domain/convention.ts";
import type { Status } from "../domain/lifecycle.ts";
import { findAskedAttestations } from "../persistence/attestations.ts";
import { findWithFeedback } from "../persistence/feedback.ts";

export const stageFact = ({ id: conventionId, studentId, schoolUai, academy, hostId }: Convention): StageFact => ({ conventionId, studentId, schoolUai, academy, hostId });

/** Signed: the end of a stage is written down some time after it came. */
const MAY_BE_OVER: readonly Status[] = ["SIGNED", "COMPLETED", "INTERRUPTED"];

/** What a stage that lies behind still waits for, of some of them together: a whole country's feedback opens on one day. */
export interface AwaitedAfterwards {
  readonly attestationAskedOn: (id: ConventionId) => Temporal.PlainDate | null;
  /** Null where nobody is to be told after all: the student has said it already. */
  readonly newsOf: (convention: Convention, awaited: AwaitedAfter, now: Temporal.Instant) => DomainEvent | null;
}

export async function loadAwaitedAfterwards(tx: Transaction, conventions: readonly Convention[]): Promise<AwaitedAfterwards> {
  const over = conventions.filter(({ status }) => MAY_BE_OVER.includes(status)).map(({ id }) => id);
  const asked = over.length > 0 ? await findAskedAttestations(tx, over) : new Map<ConventionId, Temporal.Instant>();
  const given = over.length > 0 ? await findWithFeedback(tx, over) : new Set<ConventionId>();
  const attestationAskedOn = (id: ConventionId) => {
    const at = asked.get(id);
    return at ? civilDateOf(at) : null;
  };
  return {
    attestationAskedOn,
    newsOf(convention, awaited, now) {
      const { id } = convention;
      if (awaited === "ATTESTATION") return domainEvent("AttestationAwaited", id, { ...stageFact(convention), requestedOn: attestationAskedOn(id)!.toString() }, now);
      return given.has(id) ? null : domainEvent("FeedbackOpened", id, stageFact(convention), now);
    },
  };
}
