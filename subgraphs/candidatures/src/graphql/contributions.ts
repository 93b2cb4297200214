import "reflect-metadata";
import type { HostId, OfferId, StudentId } from "@stages/kernel/ids.ts";
import type { Refusal } from "@stages/kernel/refusal.ts";
import { RefusalType } from "@stages/subgraph/refusal-type.ts";
import { Arg, Ctx, Field, FieldResolver, Float, Int, ObjectType, Resolver, Root } from "type-graphql";
import type { CandidaturesContext } from "../context.ts";
import { refusalsToApply } from "../domain/apply.ts";
import { noticeToStudent, roundedDistanceKm } from "../domain/distance.ts";
import type { Status } from "../domain/lifecycle.ts";
import { CandidatureConnectionType, CandidatureType } from "./candidature-type.ts";
import { HostEntity, OfferEntity, StudentEntity } from "./entities.ts";
import { CandidatureStatus } from "./enums.ts";
import { AFTER, FIRST, pageOfCandidatures, STATUS } from "./page-of-candidatures.ts";

/** The fields that this subgraph adds to what others own. */

@ObjectType("OfferApplication", { description: "What a student is told before applying to an offer." })
export class OfferApplicationType {
  @Field(() => Float, { description: "Kilometres from the student's home to the place of the stage, as the crow flies, to a tenth." })
  readonly distanceKm!: number;

  @Field(() => String, { nullable: true, description: "A sentence in French to show before applying when the stage is over the campaign's distance (10 km in the FAQ); null when near. It never blocks." })
  readonly distanceNotice!: string | null;

  @Field(() => [RefusalType], { description: "Why `submitCandidature` would be refused now, whatever the motivation; empty when it would be accepted." })
  readonly refusals!: readonly Refusal[];
}

@Resolver(() => OfferEntity)
export class OfferContribution {
  @FieldResolver(() => Int, { nullable: true, description: "Seats taken now: accepted and still to be confirmed in time, or confirmed. Null for an offer that was never published." })
  async seatsTaken(@Root() { id }: { id: OfferId }, @Ctx() { loaders }: CandidaturesContext) {
    return (await loaders.seats.load(id))?.taken ?? null;
  }

  @FieldResolver(() => Int, { nullable: true, description: "Seats left now, never below 0. Null for an offer that was never published." })
  async seatsLeft(@Root() { id }: { id: OfferId }, @Ctx() { loaders }: CandidaturesContext) {
    const line = await loaders.seats.load(id);
    return line && Math.max(0, line.seats - line.taken);
  }

  @FieldResolver(() => CandidatureConnectionType, { nullable: true, description: "Candidatures to this offer that the viewer may see, oldest first: all of them for the host's managers." })
  candidatures(
    @Root() { id }: { id: OfferId },
    @Arg("first", () => Int, FIRST) first: number,
    @Arg("after", () => String, AFTER) after: string | null = null,
    @Arg("status", () => CandidatureStatus, STATUS) status: Status | null = null,
    @Ctx() context: CandidaturesContext,
  ) {
    return pageOfCandidatures(context, { first, after, status, offerId: id });
  }

  @FieldResolver(() => OfferApplicationType, { nullable: true, description: "What a student should know before applying; null for every other viewer." })
  async application(@Root() { id }: { id: OfferId }, @Ctx() { actor, now, loaders }: CandidaturesContext): Promise<OfferApplicationType | null> {
    if (actor.role !== "STUDENT") return null;
    const [offer, student, mine, elsewhere] = await Promise.all([
      loaders.offer.load(id),
      loaders.student.load(actor.studentId),
      loaders.candidaturesOfStudent.load(actor.studentId),
      loaders.stagesElsewhere.load(actor.studentId),
    ]);
    const campaign = offer && (await loaders.campaign.load(offer.campaignId));
    if (!offer || !student || !campaign) return null;
    const distanceKm = roundedDistanceKm(student, offer);
    return { distanceKm, distanceNotice: noticeToStudent(distanceKm, campaign), refusals: refusalsToApply({ offer, student, campaign, mine, elsewhere, now }) };
  }
}

@Resolver(() => StudentEntity)
export class StudentContribution {
  @FieldResolver(() => [CandidatureType], { nullable: true, description: "The student's candidatures that the viewer may see, oldest first." })
  candidatures(@Root() { id }: { id: StudentId }, @Ctx() { loaders }: CandidaturesContext) {
    return loaders.candidaturesOfStudent.load(id);
  }
}

@Resolver(() => HostEntity)
export class HostContribution {
  @FieldResolver(() => CandidatureConnectionType, { nullable: true, description: "Candidatures to the host's offers that the viewer may see, oldest first." })
  candidatures(
    @Root() { id }: { id: HostId },
    @Arg("first", () => Int, FIRST) first: number,
    @Arg("after", () => String, AFTER) after: string | null = null,
    @Arg("status", () => CandidatureStatus, STATUS) status: Status | null = null,
    @Ctx() context: CandidaturesContext,
  ) {
    return pageOfCandidatures(context, { first, after, status, hostId: id });
  }
}
