import "reflect-metadata";
import { parseId } from "@stages/kernel/ids.ts";
import { viewerAction, ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { CandidaturesContext } from "../context.ts";
import { refusalsToAccept, refusalsToCancelAcceptance, refusalsToRead, refusalsToRefuse } from "../domain/answer.ts";
import type { Candidature } from "../domain/candidature.ts";
import { refusalsToConfirm, refusalsToWithdraw } from "../domain/confirm.ts";
import { statusAt } from "../domain/deadlines.ts";
import { noticeFor } from "../domain/distance.ts";
import { historyAt } from "../domain/history.ts";
import type { Status } from "../domain/lifecycle.ts";
import { refusalsOfStep } from "../domain/party.ts";
import { refusalsToTransfer } from "../domain/transfer.ts";
import { CandidatureTransferType } from "./answers-resolver.ts";
import { BookingType } from "./booking-type.ts";
import { CandidatureChangeType, CandidatureConnectionType, CandidatureType } from "./candidature-type.ts";
import { HostEntity, OfferEntity, SchoolEntity, StudentEntity } from "./entities.ts";
import { CandidatureStatus } from "./enums.ts";
import { AFTER, FIRST, pageOfCandidatures, STATUS } from "./page-of-candidatures.ts";

@Resolver(() => CandidatureType)
export class CandidaturesResolver {
  @Query(() => CandidatureType, { nullable: true, description: "A candidature by its id; null when unknown or not visible to the viewer." })
  candidature(@Arg("id", () => ID, { description: "Its identifier." }) id: string, @Ctx() { loaders }: CandidaturesContext) {
    const parsed = parseId("candidature", id);
    return parsed && loaders.candidature.load(parsed);
  }

  @Query(() => CandidatureConnectionType, { nullable: true, description: "The candidatures this viewer may see, oldest first." })
  candidatures(
    @Arg("first", () => Int, FIRST) first: number,
    @Arg("after", () => String, AFTER) after: string | null = null,
    @Arg("status", () => CandidatureStatus, STATUS) status: Status | null = null,
    @Ctx() context: CandidaturesContext,
  ) {
    return pageOfCandidatures(context, { first, after, status });
  }

  @FieldResolver(() => CandidatureStatus, { description: "Where it stands now, to the second: an answer or a confirmation overdue reads EXPIRED or LAPSED from its first instant." })
  status(@Root() candidature: Candidature, @Ctx() { now }: CandidaturesContext) {
    return statusAt(candidature, now);
  }

  @FieldResolver(() => OfferEntity, { nullable: true, description: "The offer." })
  offer(@Root() { offerId }: Candidature) {
    return { id: offerId };
  }

  @FieldResolver(() => StudentEntity, { nullable: true, description: "The student." })
  student(@Root() { studentId }: Candidature) {
    return { id: studentId };
  }

  @FieldResolver(() => HostEntity, { nullable: true, description: "The host." })
  host(@Root() { hostId }: Candidature) {
    return { id: hostId };
  }

  @FieldResolver(() => SchoolEntity, { nullable: true, description: "The school where the student was enrolled on the day of submission." })
  school(@Root() { schoolUai }: Candidature) {
    return { uai: schoolUai };
  }

  @FieldResolver(() => BookingType, { nullable: true, description: "The booking that made it; null for those that students sent, and for the student and the family." })
  booking(@Root() { bookingId }: Candidature, @Ctx() { loaders }: CandidaturesContext) {
    return bookingId && loaders.booking.load(bookingId);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Over the campaign's distance (10 km in the FAQ): for the host, the FAQ's message with the offer's title filled in, ready to send; for the student and the family, what they were told before applying. Null when near, and for everyone else. It never blocks.",
  })
  async distanceNotice(@Root() candidature: Candidature, @Ctx() { actor, loaders }: CandidaturesContext) {
    const [offer, campaign] = await Promise.all([loaders.offer.load(candidature.offerId), loaders.campaign.load(candidature.campaignId)]);
    return offer && campaign && noticeFor(actor, candidature, offer.title, campaign);
  }

  @FieldResolver(() => [CandidatureChangeType], { description: "Every change of status, oldest first." })
  async history(@Root() candidature: Candidature, @Ctx() { now, loaders }: CandidaturesContext) {
    return historyAt(candidature, await loaders.history.load(candidature.id), now);
  }

  @FieldResolver(() => [CandidatureTransferType], {
    nullable: true,
    description: "To whom of the host's managers it was given, oldest first. For the host's managers; everyone else gets the error FORBIDDEN.",
  })
  transfers(@Root() { id }: Candidature, @Ctx() { loaders }: CandidaturesContext) {
    return loaders.transfers.load(id);
  }

  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  async viewerActions(@Root() candidature: Candidature, @Ctx() { actor, now, loaders }: CandidaturesContext) {
    // What else the student has is asked where they may confirm: of everyone else the answer is known before.
    const mayConfirm = refusalsOfStep(candidature, "CONFIRMED", actor, now).length === 0;
    const [seats, mine, elsewhere, managers] = await Promise.all([
      loaders.seats.load(candidature.offerId),
      mayConfirm ? loaders.candidaturesOfStudent.load(candidature.studentId) : [],
      mayConfirm ? loaders.stagesElsewhere.load(candidature.studentId) : [],
      loaders.managers.load(candidature.hostId),
    ]);
    if (!seats) return [];
    return [
      viewerAction("readCandidature", refusalsToRead(candidature, actor, now)),
      viewerAction("acceptCandidature", refusalsToAccept(candidature, actor, now, seats)),
      viewerAction("refuseCandidature", refusalsToRefuse(candidature, actor, now)),
      viewerAction("cancelAcceptance", refusalsToCancelAcceptance(candidature, actor, now)),
      viewerAction("transferCandidature", refusalsToTransfer(candidature, actor, now, managers.map(({ personId }) => personId))),
      viewerAction("confirmCandidature", refusalsToConfirm(candidature, { actor, now, mine, elsewhere, seats })),
      viewerAction("withdrawCandidature", refusalsToWithdraw(candidature, actor, now)),
    ];
  }
}
