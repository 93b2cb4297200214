import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { newId, parseId, type PersonId } from "@stages/kernel/ids.ts";
import { insist, type Refusal, refused } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { type AmendedTerms, apply, inForce, refusalsOfChanges, refusalsOfFields } from "../domain/amended-terms.ts";
import { type Amendment, refusalsToPropose } from "../domain/amendment.ts";
import type { Convention, FrozenConvention, Terms } from "../domain/convention.ts";
import { refusalsOfSchoolPart } from "../domain/validate.ts";
import { findAmendments, findAmendmentsByIds, insertAmendment } from "../persistence/amendments.ts";
import { findExamDuties, findReferentTeacher } from "../persistence/mirror.ts";
import { once } from "../persistence/once.ts";
import { loadCampaign, loadConvention, loadPresenceFrame } from "./load.ts";

/** As it came from outside. */
export type ProposedTerms = Omit<AmendedTerms, "referentTeacherId"> & { readonly referentTeacherId?: string };

export interface ProposeAmendment extends Keyed {
  readonly conventionId: string;
  readonly reason: string;
  readonly changes: ProposedTerms;
}

/** The host's manager, or the school head, proposes to change what everyone signed. */
export function proposeAmendment(act: Act, input: ProposeAmendment): Promise<Amendment> {
  const { actor, now } = act;
  const { conventionId, reason } = input;
  return once(act, "proposeAmendment", input, byId(findAmendmentsByIds), async (tx) => {
    const convention = await loadConvention(tx, conventionId, actor);
    const known = await findAmendments(tx, [convention.id]);
    insist(refusalsToPropose(convention, known, actor, { campaign: await loadCampaign(tx, convention), now }));
    const changes = parsed(input.changes);
    insist([...refusalsOfFields(changes, actor), ...refusalsOfText(reason, 500, "reason")]);
    insist(await refusalsOfAmending(tx, convention, inForce(convention as FrozenConvention, known), changes, now));

    const amendment: Amendment = {
      id: newId("amendment"), conventionId: convention.id, status: "PROPOSED", rank: null, documentId: null, changes, reason,
      proposedAt: now, proposedBy: (actor as { personId: PersonId }).personId, agreedAt: null, signedAt: null, abandonedAt: null,
    };
    await insertAmendment(tx, amendment);
    return amendment;
  });
}

function parsed({ referentTeacherId, ...changes }: ProposedTerms): AmendedTerms {
  if (referentTeacherId === undefined) return changes;
  const teacherId = parseId("person", referentTeacherId);
  if (!teacherId) throw refused("REFERENT_TEACHER_UNKNOWN", "changes.referentTeacherId");
  return { ...changes, referentTeacherId: teacherId };
}

/** Every rule that the parts would break, each with its field. */
export async function refusalsOfAmending(tx: Transaction, convention: Convention, before: Terms, changes: AmendedTerms, now: Temporal.Instant): Promise<readonly Refusal[]> {
  const ofHost = refusalsOfChanges(before, changes, await loadPresenceFrame(tx, convention), now);
  return [...ofHost, ...(await refusalsOfSchoolTerms(tx, convention, apply(before, changes), changes))];
}

async function refusalsOfSchoolTerms(tx: Transaction, convention: Convention, { schoolPart }: Terms, { referentTeacherId, liabilityInsurance }: AmendedTerms): Promise<readonly Refusal[]> {
  if (!referentTeacherId && !liabilityInsurance) return [];
  // A teacher who is not changed may have left the school meanwhile: that is not this amendment's to mend.
  const refusals = refusalsOfSchoolPart(schoolPart, {
    isOnStaff: !referentTeacherId || (await findReferentTeacher(tx, referentTeacherId, convention.schoolUai)) !== null,
    examDuties: referentTeacherId ? await findExamDuties(tx, referentTeacherId) : [],
    campaign: await loadCampaign(tx, convention),
    period: convention.period,
  });
  return refusals.map((refusal) => ({ ...refusal, field: refusal.field && `changes.${refusal.field}` }));
}
