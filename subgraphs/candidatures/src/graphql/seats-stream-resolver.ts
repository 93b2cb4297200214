import "reflect-metadata";
import type { Events } from "@stages/events/contracts.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root, Subscription } from "type-graphql";
import type { CandidaturesContext } from "../context.ts";
import type { Offer } from "../domain/apply.ts";
import { hearsOfSeats } from "../domain/offer-audience.ts";
import { findOfferInCampaign, findStudents } from "../persistence/mirror.ts";
import { OfferEntity } from "./entities.ts";

export const SEATS_NEWS = ["CandidatureAccepted", "CandidatureEnded", "OfferSeatsChanged", "SeatsFreed"] as const;
type News = (typeof SEATS_NEWS)[number];

interface SubscribeArguments {
  readonly args: { readonly after?: string | null; readonly offerId?: string | null; readonly hostId?: string | null };
  readonly context: CandidaturesContext;
}

/** Nothing of who took the seat, or gave it back. */
interface StreamedSeats {
  readonly offerId: OfferId;
  readonly at: Temporal.Instant;
  readonly cursor: string;
}

/** A candidature may end without having held a seat. */
const changesSeats = (type: News, fact: Events[News]) => type !== "CandidatureEnded" || (fact as Events["CandidatureEnded"]).freedSeat;

interface Known {
  readonly offer: Offer;
  readonly campaign: Campaign;
}

/** By event: one look at an offer for all who are handed it. Whoever is signed in may read these lines, so that all get the same. */
const lookedUp = new WeakMap<object, Promise<Known | null>>();

function offerOf(event: { readonly payload: Events[News] }, context: CandidaturesContext): Promise<Known | null> {
  const known = lookedUp.get(event);
  if (known) return known;
  const found = findOfferInCampaign(context.db, event.payload.offerId);
  lookedUp.set(event, found);
  found.catch(() => lookedUp.delete(event));
  return found;
}

/** Read each time: a family's child may change schools while it listens. */
async function schoolsOfChildren({ actor, db }: CandidaturesContext) {
  return actor.role === "LEGAL_REPRESENTATIVE" && actor.studentIds.length > 0 ? (await findStudents(db, actor.studentIds)).map(({ schoolUai }) => schoolUai) : [];
}

async function mayHear(context: CandidaturesContext, { offer, campaign }: Known, at: Temporal.Instant): Promise<boolean> {
  const childrensSchools = offer.reservedSchoolUais.length > 0 ? await schoolsOfChildren(context) : [];
  // What is told after the opening is for students, also for one who has listened since before it.
  const now = Temporal.Instant.compare(at, context.now) > 0 ? at : context.now;
  return hearsOfSeats(context.actor, offer, { campaign, childrensSchools, now });
}

/** The changes that this subscriber may hear of, from where it left off. Judged one by one, as they are sent. */
async function stream({ args, context }: SubscribeArguments): Promise<AsyncIterable<StreamedSeats>> {
  return context.live().follow(
    SEATS_NEWS,
    context.resumeFrom ?? args.after ?? null,
    async (event): Promise<StreamedSeats | null> => {
      const { type, payload, occurredAt: at, cursor } = event;
      if (!changesSeats(type, payload) || (args.offerId && payload.offerId !== args.offerId)) return null;
      const known = await offerOf(event, context);
      if (!known || (args.hostId && known.offer.hostId !== args.hostId) || !(await mayHear(context, known, at))) return null;
      return { offerId: payload.offerId, at, cursor };
    },
    { keys: args.offerId ? [args.offerId] : null },
  );
}

@ObjectType("OfferSeatsChanged", { description: "A seat of an offer was taken or is free again, or its host offers more or fewer. It does not say whose." })
export class OfferSeatsChangedType {
  @Field(() => Temporal.Instant, { description: "When." })
  readonly at!: Temporal.Instant;

  @Field(() => String, { description: "Give it as `after` to go on from here: nothing missed, nothing twice." })
  readonly cursor!: string;
}

@Resolver(() => OfferSeatsChangedType)
export class SeatsStreamResolver {
  @Subscription(() => OfferSeatsChangedType, {
    description: "Every change of the seats of the offers that the viewer may see; of what is reserved to schools, for these schools, the host and the territory's staff. Students hear of none before the opening.",
    subscribe: (options) => stream(options as unknown as SubscribeArguments) as never,
  })
  offerSeatsChanged(
    @Root() change: StreamedSeats,
    @Arg("offerId", () => ID, { nullable: true, description: "Only this offer; all when null. Nothing is heard of one that is unknown, or not the viewer's to see." }) _offerId: string | null,
    @Arg("hostId", () => ID, { nullable: true, description: "Only this host's offers; all when null." }) _hostId: string | null,
    @Arg("after", () => String, { nullable: true, description: "Cursor of the last event seen: those after it come first; it is good for 30 days. Errors: INVALID_CURSOR, CURSOR_TOO_OLD." }) _after: string | null,
  ) {
    return change;
  }

  @FieldResolver(() => OfferEntity, { nullable: true, description: "The offer, as it is now." })
  offer(@Root() { offerId }: StreamedSeats) {
    return { id: offerId };
  }

  @FieldResolver(() => Int, { nullable: true, description: "Its seats now, taken or not." })
  async seats(@Root() { offerId }: StreamedSeats, @Ctx() { loaders }: CandidaturesContext) {
    return (await loaders.seats.load(offerId))?.seats ?? null;
  }

  @FieldResolver(() => Int, { nullable: true, description: "Seats left now, never below 0." })
  async seatsLeft(@Root() { offerId }: StreamedSeats, @Ctx() { loaders }: CandidaturesContext) {
    const line = await loaders.seats.load(offerId);
    return line && Math.max(0, line.seats - line.taken);
  }
}
