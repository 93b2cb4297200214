import type { Act } from "@stages/database/act.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { attested, type Attestation, confirm, type CorrectedDay, refusalsOfCorrections, refusalsToConfirm } from "../domain/attestation.ts";
import type { FrozenConvention } from "../domain/convention.ts";
import { daysDone } from "../domain/days-done.ts";
import { timetableOf } from "../domain/timetable-of.ts";
import type { Papers } from "../papers.ts";
import { findAbsencesByConventions } from "../persistence/absences.ts";
import { saveAttestation } from "../persistence/attestations.ts";
import { insertDocument } from "../persistence/documents.ts";
import { findPresences } from "../persistence/presences.ts";
import { attestationContent } from "./attestation-content.ts";
import { freezeDocument, newDocumentCode } from "./freeze-document.ts";
import { loadAttestation } from "./load-after-signing.ts";

export interface ConfirmAttestation {
  readonly attestationId: string;
  /** Days of which the host says something else than what is known; the others stay. */
  readonly days: readonly CorrectedDay[];
}

/** The host says what was really done; it is frozen, and open to its signature. */
export function confirmAttestation({ write, actor, now, papers }: Act & { readonly papers: Papers }, { attestationId, days }: ConfirmAttestation): Promise<Attestation> {
  return write(async (tx) => {
    const [attestation, convention] = await loadAttestation(tx, attestationId, actor);
    insist(refusalsToConfirm(attestation, convention, actor));
    const frozen = convention as FrozenConvention;
    const done = daysDone(timetableOf(convention), await findPresences(tx, [convention.id]), await findAbsencesByConventions(tx, [convention.id]), convention.endedOn, civilDateOf(now));
    insist(refusalsOfCorrections(days, done));

    const confirmed = confirm(attestation, attested(done, days), (actor as { personId: PersonId }).personId, newId("document"), now);
    const content = attestationContent(frozen, { documentId: confirmed.documentId!, code: newDocumentCode(), days: confirmed.days!, now });
    const { document, file } = await freezeDocument(papers, content, now);
    await insertDocument(tx, convention.id, 1, document, file);
    await saveAttestation(tx, attestation, confirmed);
    return confirmed;
  });
}
