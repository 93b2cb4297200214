import "reflect-metadata";
import { type OfferId, parseId } from "@stages/kernel/ids.ts";
import { RefusalType, viewerAction, ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, Query, Resolver, Root } from "type-graphql";
import type { CandidaturesContext } from "../context.ts";
import { refusalsOfList, refusalsToBook } from "../domain/book.ts";
import { type Booking, refusalsToCancelBooking } from "../domain/booking.ts";
import { bookOffer } from "../operations/book-offer.ts";
import { cancelBooking } from "../operations/cancel-booking.ts";
import { BookingType } from "./booking-type.ts";
import { CandidatureType } from "./candidature-type.ts";
import { HostEntity, OfferEntity, SchoolEntity } from "./entities.ts";

@InputType()
export class BookOfferInput {
  @Field(() => ID, { description: "The offer, SMALL_GROUP or WHOLE_CLASS. Errors: OFFER_FOR_STUDENTS, OFFER_NOT_AVAILABLE." })
  readonly offerId!: string;

  @Field(() => [ID], {
    description:
      'The students, 1 to 40, all of one school of the viewer\'s; one named twice is booked once. What is refused of one has the field `studentIds.3`, counted from 0. Errors: NUMBER_OUT_OF_RANGE, NOT_FOUND, BOOKING_OF_ONE_SCHOOL, ALREADY_APPLIED, WEEK_ALREADY_TAKEN.',
  })
  readonly studentIds!: string[];

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType()
export class CancelBookingInput {
  @Field(() => ID, { description: "The booking." })
  readonly bookingId!: string;

  @Field(() => [ID], { nullable: true, defaultValue: null, description: "The students whose part is cancelled; null for all who are left. Errors: NOT_FOUND, WRONG_STATE, with the field `studentIds.3`." })
  readonly studentIds!: string[] | null;

  @Field(() => String, { description: "Told to the host and the students, at most 500 characters. Errors: REASON_REQUIRED, TEXT_TOO_LONG." })
  readonly reason!: string;
}

@Resolver(() => BookingType)
export class BookingsResolver {
  @Query(() => BookingType, { nullable: true, description: "A booking by its id; null when unknown or not visible to the viewer." })
  booking(@Arg("id", () => ID, { description: "Its identifier." }) id: string, @Ctx() { loaders }: CandidaturesContext) {
    const parsed = parseId("booking", id);
    return parsed && loaders.booking.load(parsed);
  }

  @Mutation(() => BookingType, {
    nullable: true,
    description:
      "A school takes seats of a group offer for a list of its students, all of them or none. Each gets a confirmed candidature and a convention; their other live candidatures of the same week or weeks end as SUPERSEDED. All that is refused is told at once. See `Offer.bookingRefusals` beforehand. Errors: STUDENTS_NOT_OPEN, CAMPAIGN_ENDED, OFFER_NOT_AVAILABLE, OFFER_FOR_STUDENTS, NO_SEAT_LEFT, NOT_ENOUGH_SEATS, and those of the students.",
  })
  bookOffer(@Arg("input", () => BookOfferInput) input: BookOfferInput, @Ctx() { actAsPlatform }: CandidaturesContext) {
    return bookOffer(actAsPlatform, input);
  }

  @Mutation(() => BookingType, {
    nullable: true,
    description: "The school gives up a booking, or some of its students' parts, before the stage begins; their seats are free again and their conventions cancelled. Errors: STAGE_BEGUN, WRONG_STATE, REASON_REQUIRED.",
  })
  cancelBooking(@Arg("input", () => CancelBookingInput) input: CancelBookingInput, @Ctx() { actAsPlatform }: CandidaturesContext) {
    return cancelBooking(actAsPlatform, input);
  }

  @FieldResolver(() => OfferEntity, { nullable: true, description: "The offer." })
  offer(@Root() { offerId }: Booking) {
    return { id: offerId };
  }

  @FieldResolver(() => HostEntity, { nullable: true, description: "The host." })
  host(@Root() { hostId }: Booking) {
    return { id: hostId };
  }

  @FieldResolver(() => SchoolEntity, { nullable: true, description: "The school that booked." })
  school(@Root() { schoolUai }: Booking) {
    return { uai: schoolUai };
  }

  @FieldResolver(() => [CandidatureType], { description: "One for each student, those that have ended since too, at most 40. One of a student who was erased is gone." })
  candidatures(@Root() { id }: Booking, @Ctx() { loaders }: CandidaturesContext) {
    return loaders.candidaturesOfBooking.load(id);
  }

  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  async viewerActions(@Root() booking: Booking, @Ctx() { actor, now, loaders }: CandidaturesContext) {
    const [booked, campaign] = await Promise.all([loaders.candidaturesOfBooking.load(booking.id), loaders.campaign.load(booking.campaignId)]);
    return campaign ? [viewerAction("cancelBooking", refusalsToCancelBooking({ actor, booking, booked, studentIds: null, campaign, now }))] : [];
  }
}

/** What bookings add to offers. */
@Resolver(() => OfferEntity)
export class OfferBookings {
  @FieldResolver(() => [BookingType], { nullable: true, description: "The bookings of this offer that the viewer may see, oldest first, those cancelled since too." })
  bookings(@Root() { id }: { id: OfferId }, @Ctx() { loaders }: CandidaturesContext) {
    return loaders.bookingsOfOffer.load(id);
  }

  @FieldResolver(() => [RefusalType], {
    nullable: true,
    description:
      "Why `bookOffer` would be refused now for these students, or whatever they are when none is named; empty when it would be accepted. For school heads and referent teachers; null for every other viewer, and for an offer that was never published. What a student sent while in another school counts in `bookOffer` alone.",
  })
  async bookingRefusals(
    @Root() { id }: { id: OfferId },
    @Arg("studentIds", () => [ID], { defaultValue: [], description: "The students as in `BookOfferInput`; none to ask about the offer alone." }) studentIds: string[],
    @Ctx() { actor, now, loaders }: CandidaturesContext,
  ) {
    if (actor.role !== "SCHOOL_HEAD" && actor.role !== "REFERENT_TEACHER") return null;
    const [offer, seats] = await Promise.all([loaders.offer.load(id), loaders.seats.load(id)]);
    const campaign = offer && (await loaders.campaign.load(offer.campaignId));
    if (!offer || !seats || !campaign) return null;
    const ofList = studentIds.length > 0 ? refusalsOfList(studentIds) : [];
    if (ofList.length > 0) return ofList;
    const lines = await Promise.all(
      [...new Set(studentIds)].map(async (text) => {
        const studentId = parseId("student", text);
        const [student, mine, elsewhere] = studentId
          ? await Promise.all([loaders.student.load(studentId), loaders.candidaturesOfStudent.load(studentId), loaders.stagesElsewhere.load(studentId)])
          : [null, [], []];
        return { index: studentIds.indexOf(text), student, mine, elsewhere };
      }),
    );
    return refusalsToBook({ actor, offer, campaign, seats, lines, now });
  }
}
