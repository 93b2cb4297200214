import { refusalsToReport } from "@stages/conventions/domain/absence.ts";
import { refusalsToPropose } from "@stages/conventions/domain/amendment.ts";
import { refusalsToRequest } from "@stages/conventions/domain/attestation.ts";
import { concernedBy } from "@stages/conventions/domain/audience.ts";
import { refusalsToRemindHead } from "@stages/conventions/domain/awaited.ts";
import { refusalsToCancel } from "@stages/conventions/domain/cancel.ts";
import { refusalsToComplete } from "@stages/conventions/domain/complete.ts";
import type { Convention } from "@stages/conventions/domain/convention.ts";
import { refusalsToGiveFeedback } from "@stages/conventions/domain/feedback.ts";
import { refusalsToFollowUp } from "@stages/conventions/domain/follow-up.ts";
import { refusalsToInterrupt } from "@stages/conventions/domain/interrupt.ts";
import { refusalsToRecordPaper } from "@stages/conventions/domain/paper.ts";
import { refusalsToRecordPresence } from "@stages/conventions/domain/record-presence.ts";
import { refusalsToRefuse, refusalsToSign, type SigningFrame } from "@stages/conventions/domain/sign.ts";
import { refusalsToReturn, refusalsToValidate } from "@stages/conventions/domain/validate.ts";
import { refusalsToSaveDraft } from "@stages/conventions/domain/who-edits.ts";
import type { HostPartJson } from "@stages/conventions/persistence/parts-json.ts";
import type { ActorOf } from "@stages/kernel/actor.ts";
import { type Campaign, firstDayOf, lastDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { idFromUuid } from "@stages/kernel/ids.ts";
import { as, identityOf, opened } from "./limit.ts";
import { timetableOf } from "./timetable.ts";
import { viewerActions } from "./viewer-actions.ts";

export const conventionsToValidate = as("SCHOOL_HEAD", async ({ sql, actor, now, campaigns }) => {
  const rows = await sql`
    select c.id, c.origin, c.period, c.campaign_id, c.school_uai, c.host_id, c.student_id, c.confirmed_at, c.host_party is not null as has_party, c.host_part, s.person_id, s.class_name, p.identity, h.legal_name
    from (select * from conventions.conventions where school_uai = any(${[...actor.schoolUais]}) and status = 'HOST_COMPLETED' order by id limit 10) c
    join people.students s on s.id = c.student_id join people.persons p on p.id = s.person_id left join offers.hosts h on h.id = c.host_id order by c.id`;
  const edges = rows.map((row) => {
    const id = idFromUuid("convention", row["id"]);
    const hostPart = opened<HostPartJson>("conventions.conventions", "hostPart", id, row["host_part"]);
    const convention = {
      id, origin: row["origin"], status: "HOST_COMPLETED", period: row["period"], schoolUai: row["school_uai"],
      hostId: idFromUuid("host", row["host_id"]), studentId: idFromUuid("student", row["student_id"]), confirmedAt: row["confirmed_at"],
      hostPart, hostParty: row["has_party"] ? {} : null, schoolPart: null, document: null, amended: null, endedOn: null,
    } as unknown as Convention;
    const { firstName, lastName } = identityOf(row["person_id"], row["identity"]);
    return {
      node: {
        id,
        period: row["period"],
        student: { firstName, lastName, className: row["class_name"] },
        host: row["origin"] === "SCHOOL" && row["has_party"] ? null : { legalName: row["legal_name"] },
        hostPart: { tutor: { name: hostPart.tutor.name, function: hostPart.tutor.function }, timetable: timetableOf(hostPart.timetable) },
        viewerActions: actionsOf(convention, actor, campaigns.find((campaign) => campaign.id === row["campaign_id"])!, now),
      },
    };
  });
  return { conventions: { edges } };
});

/** Of a convention that waits at the school, for its head: nobody has signed, amended or attested anything, and no other rule reads more. */
function actionsOf(convention: Convention, actor: ActorOf<"SCHOOL_HEAD">, campaign: Campaign, now: Temporal.Instant) {
  const { period } = convention;
  const days = { firstDay: firstDayOf(campaign, period), lastDay: lastDayOf(campaign, period), today: civilDateOf(now) };
  const frame: SigningFrame = { kind: "CONVENTION", birthDate: days.today, signingLegalRepresentatives: campaign.signingLegalRepresentatives, evidence: [], delegations: [], barred: [], now };
  const actions = {
    saveConventionDraft: refusalsToSaveDraft(convention, actor),
    completeConvention: refusalsToComplete(convention, actor),
    returnConvention: refusalsToReturn(convention, actor),
    remindSchoolHead: refusalsToRemindHead(convention, actor, [], days.today),
    validateConvention: refusalsToValidate(convention, actor),
    signConvention: refusalsToSign(convention, actor, frame),
    refuseToSign: [...refusalsToSign(convention, actor, frame), ...refusalsToRefuse(actor, frame)],
    recordPaperConvention: refusalsToRecordPaper(convention, actor),
    cancelConvention: refusalsToCancel(convention, actor, days),
    interruptConvention: refusalsToInterrupt(convention, actor, { campaign, now }),
    reportAbsence: refusalsToReport(convention, actor, { campaign, now }),
    recordPresence: refusalsToRecordPresence(convention, actor, { isAttested: false, now }),
    recordFollowUp: refusalsToFollowUp(convention, concernedBy(convention), actor),
    proposeAmendment: refusalsToPropose(convention, [], actor, { campaign, now }),
    requestAttestation: refusalsToRequest(convention, actor, { campaign, now, isRequested: false }),
    giveFeedback: refusalsToGiveFeedback(convention, actor, { campaign, now, isGiven: false }),
  };
  return viewerActions(actions, ({ message }) => ({ message }));
}
