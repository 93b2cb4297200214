import "reflect-metadata";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { firstDayOf, lastDayOf } from "@stages/kernel/campaign.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { decodeCursor, encodeCursor, pageOf, pageSize } from "@stages/subgraph/connection.ts";
import { viewerAction, ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { refusalsToReport } from "../domain/absence.ts";
import { concernedBy } from "../domain/audience.ts";
import { refusalsToRemindHead } from "../domain/awaited.ts";
import { refusalsToCancel } from "../domain/cancel.ts";
import { refusalsToComplete } from "../domain/complete.ts";
import { refusalsToFollowUp } from "../domain/follow-up.ts";
import { refusalsToInterrupt } from "../domain/interrupt.ts";
import { statusOn } from "../domain/status-on.ts";
import { refusalsToRecordPresence } from "../domain/record-presence.ts";
import { type EvidenceRecord, isSignature } from "../domain/evidence.ts";
import { refusalsToRecordPaper } from "../domain/paper.ts";
import { isHostUnknown } from "../domain/party.ts";
import { missingSignatures, refusalsToRefuse, refusalsToSign, signatories } from "../domain/sign.ts";
import { refusalsToReturn, refusalsToValidate } from "../domain/validate.ts";
import type { Convention, FrozenDocument, SchoolPart } from "../domain/convention.ts";
import type { Status } from "../domain/lifecycle.ts";
import { refusalsToSaveDraft } from "../domain/who-edits.ts";
import { findVisible, type ListArguments } from "../persistence/conventions.ts";
import { AbsenceType } from "./absence-type.ts";
import { actionsAfterSigning } from "./actions-after-signing.ts";
import { ConventionChangeType, ConventionConnectionType, ConventionType, FrozenDocumentType, SignatureType } from "./convention-type.ts";
import { CandidatureEntity, HostEntity, OfferEntity, SchoolEntity, StaffMemberEntity, StudentEntity } from "./entities.ts";
import { CodeChannel, ConventionStatus, InterruptionCauseEnum, SignatureCapacity } from "./enums.ts";
import { SchoolPartType } from "./parts.ts";
import { signingFrame } from "./signing-frame.ts";
import { SealedDocumentType, SignatoryType, SignatureRefusalType } from "./signing-types.ts";

const LIST = "conventions";

/** A page of the conventions this viewer may see, narrowed to a school or a host. */
export async function pageOfConventions(
  { db, actor }: ConventionsContext,
  page: { first: number; after: string | null; status: Status | null } & Pick<ListArguments, "schoolUai" | "hostId">,
) {
  const { first, after, ...narrowed } = page;
  const size = pageSize(first);
  const cursor = after === null ? null : parseId("convention", String(decodeCursor(LIST, after, 1)[0]));
  const rows = await findVisible(db, actor, { ...narrowed, after: cursor, limit: size + 1 });
  return pageOf(rows, size, ({ id }) => encodeCursor(LIST, [id]));
}

@Resolver(() => ConventionType)
export class ConventionsResolver {
  @Query(() => ConventionType, { nullable: true, description: "A convention by its id; null when unknown or not visible to the viewer." })
  async convention(@Arg("id", () => ID, { description: "Its identifier." }) id: string, @Ctx() { loaders }: ConventionsContext) {
    const parsed = parseId("convention", id);
    return parsed && loaders.convention.load(parsed);
  }

  @Query(() => ConventionConnectionType, { nullable: true, description: "The conventions this viewer may see, oldest first." })
  conventions(
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "`endCursor` of the page before. Error: INVALID_CURSOR." }) after: string | null = null,
    @Arg("status", () => ConventionStatus, { nullable: true, description: "Only those in this status." }) status: Status | null = null,
    @Ctx() context: ConventionsContext,
  ) {
    return pageOfConventions(context, { first, after, status });
  }

  @FieldResolver(() => ConventionStatus, { description: "Where it stands, at this instant." })
  async status(@Root() convention: Convention, @Ctx() { loaders, now }: ConventionsContext) {
    const campaign = convention.status === "SIGNED" ? await loaders.campaign.load(convention.campaignId) : null;
    return campaign ? statusOn(convention, campaign, now) : convention.status;
  }

  @FieldResolver(() => InterruptionCauseEnum, { nullable: true, description: "Why the stage was interrupted; null otherwise." })
  endCause(@Root() { status, endCause }: Convention) {
    return status === "INTERRUPTED" ? endCause : null;
  }

  @FieldResolver(() => Temporal.PlainDate, { nullable: true, description: "The last day of a stage that was interrupted, the eve of the first when the student never came; null otherwise." })
  endedOn(@Root() { endedOn }: Convention) {
    return endedOn;
  }

  @FieldResolver(() => StudentEntity, { nullable: true, description: "The student." })
  student(@Root() { studentId }: Convention) {
    return { id: studentId };
  }

  @FieldResolver(() => HostEntity, { nullable: true, description: "The host; null for one that the platform does not know, which `hostParty` names." })
  host(@Root() convention: Convention) {
    return isHostUnknown(convention) ? null : { id: convention.hostId };
  }

  @FieldResolver(() => OfferEntity, { nullable: true, description: "The offer that the student applied to; null for a stage found elsewhere." })
  offer(@Root() { offerId }: Convention) {
    return offerId && { id: offerId };
  }

  @FieldResolver(() => CandidatureEntity, { nullable: true, description: "The candidature whose acceptance opened it; null for a stage found elsewhere." })
  candidature(@Root() { candidatureId }: Convention) {
    return candidatureId && { id: candidatureId };
  }

  @FieldResolver(() => SchoolEntity, { nullable: true, description: "The school where the student is enrolled." })
  school(@Root() { schoolUai }: Convention) {
    return { uai: schoolUai };
  }

  @FieldResolver(() => FrozenDocumentType, { nullable: true, description: "The validated text; null before." })
  document(@Root() { document }: Convention) {
    return document;
  }

  @FieldResolver(() => [SignatureType], { description: "The signatures given, oldest first." })
  async signatures(@Root() { id, document }: Convention, @Ctx() { loaders }: ConventionsContext) {
    return (await loaders.evidence.load(id)).filter(isSignature).filter(({ documentId }) => documentId === document?.id);
  }

  @FieldResolver(() => [SignatoryType], { description: "Who must sign, as of now, and who has: one line a place. Empty before validation." })
  async signatories(@Root() convention: Convention, @Ctx() context: ConventionsContext) {
    const frame = convention.document && (await signingFrame(context, convention, convention.document));
    return frame ? signatories(frame) : [];
  }

  @FieldResolver(() => [SignatureRefusalType], { description: "Refusals to sign, oldest first, each with its reason." })
  async signatureRefusals(@Root() { id, document }: Convention, @Ctx() { loaders }: ConventionsContext) {
    const records = (await loaders.evidence.load(id)).filter(({ kind, documentId }) => kind === "REFUSED" && documentId === document?.id);
    return records.map(({ detail, ...record }) => ({ ...record, reason: detail.reason }));
  }

  @FieldResolver(() => [SignatureCapacity], {
    description: "Parties who have still to sign, as of now: the student or a legal representative depending on the age at the date of signature. Empty before validation and once signed.",
  })
  async missingSignatures(@Root() convention: Convention, @Ctx() context: ConventionsContext) {
    if (convention.status !== "VALIDATED" && convention.status !== "SIGNING") return [];
    const frame = await signingFrame(context, convention, convention.document);
    return frame ? missingSignatures(frame) : [];
  }

  @FieldResolver(() => [ConventionChangeType], { description: "Every change of status, oldest first." })
  history(@Root() { id }: Convention, @Ctx() { loaders }: ConventionsContext) {
    return loaders.history.load(id);
  }

  @FieldResolver(() => [AbsenceType], { description: "Absences known to this viewer, by day." })
  async absences(@Root() convention: Convention, @Ctx() { loaders }: ConventionsContext) {
    return loaders.absencesOfConvention.load(convention.id);
  }

  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  async viewerActions(@Root() convention: Convention, @Ctx() context: ConventionsContext) {
    const { actor, now, loaders } = context;
    const known = loaders.campaign.load(convention.campaignId);
    const [frame, campaign, reminders, attested, afterSigning] = await Promise.all([
      signingFrame(context, convention, convention.document), known, loaders.schoolReminders.load(convention.id), loaders.attested.load(convention.id),
      known.then((one) => (one ? actionsAfterSigning(convention, one, context) : [])),
    ]);
    if (!frame || !campaign) return [];
    const { period } = convention;
    const days = { firstDay: firstDayOf(campaign, period), lastDay: lastDayOf(campaign, period), today: civilDateOf(now) };
    return [
      viewerAction("saveConventionDraft", refusalsToSaveDraft(convention, actor)),
      viewerAction("completeConvention", refusalsToComplete(convention, actor)),
      viewerAction("returnConvention", refusalsToReturn(convention, actor)),
      viewerAction("remindSchoolHead", refusalsToRemindHead(convention, actor, reminders.map(({ day }) => day), days.today)),
      viewerAction("validateConvention", refusalsToValidate(convention, actor)),
      viewerAction("signConvention", refusalsToSign(convention, actor, frame)),
      viewerAction("refuseToSign", [...refusalsToSign(convention, actor, frame), ...refusalsToRefuse(actor, frame)]),
      viewerAction("recordPaperConvention", refusalsToRecordPaper(convention, actor)),
      viewerAction("cancelConvention", refusalsToCancel(convention, actor, days)),
      viewerAction("interruptConvention", refusalsToInterrupt(convention, actor, { campaign, now })),
      viewerAction("reportAbsence", refusalsToReport(convention, actor, { campaign, now })),
      viewerAction("recordPresence", refusalsToRecordPresence(convention, actor, { isAttested: attested !== null, now })),
      viewerAction("recordFollowUp", refusalsToFollowUp(convention, concernedBy(convention), actor)),
      ...afterSigning,
    ];
  }
}

@Resolver(() => SchoolPartType)
export class SchoolPartResolver {
  @FieldResolver(() => StaffMemberEntity, { nullable: true, description: "The teacher who follows the student and can be reached during the whole stage." })
  referentTeacher(@Root() { referentTeacherId }: SchoolPart) {
    return { id: referentTeacherId };
  }
}

@Resolver(() => FrozenDocumentType)
export class FrozenDocumentResolver {
  @FieldResolver(() => SealedDocumentType, { nullable: true, description: "The file that closes it, within seconds of the last signature; null until then, and where it was signed on paper." })
  sealed(@Root() { id }: FrozenDocument, @Ctx() { loaders }: ConventionsContext) {
    return loaders.sealed.load(id);
  }
}

@Resolver(() => SignatureType)
export class SignatureResolver {
  @FieldResolver(() => CodeChannel, { nullable: true, description: "How the one-time code was sent; null where none was." })
  channel(@Root() { detail }: EvidenceRecord) {
    return detail.channel;
  }

  @FieldResolver(() => Boolean, { description: "Signed by delegation, in another's capacity." })
  byDelegation(@Root() { detail }: EvidenceRecord) {
    return detail.delegationId !== null;
  }
}
