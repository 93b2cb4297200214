import "reflect-metadata";
import type { Events } from "@stages/events/contracts.ts";
import { followedBy, insistOnBounds, isWithin, type Narrowing } from "@stages/kernel/narrowing.ts";
import { NarrowingArgs } from "@stages/subgraph/narrowing-args.ts";
import { Arg, Args, Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root, Subscription } from "type-graphql";
import type { CandidaturesContext } from "../context.ts";
import { isConcerned } from "../domain/audience.ts";
import { isEnd, type Status } from "../domain/lifecycle.ts";
import { CandidatureType } from "./candidature-type.ts";
import { CandidatureStatus } from "./enums.ts";

export const CANDIDATURE_NEWS = ["CandidatureSubmitted", "CandidatureRead", "CandidatureAccepted", "CandidatureConfirmed", "CandidatureEnded"] as const;
type News = (typeof CANDIDATURE_NEWS)[number];

interface SubscribeArguments {
  readonly args: Narrowing & { readonly after?: string | null; readonly candidatureId?: string | null; readonly offerId?: string | null };
  readonly context: CandidaturesContext;
}

const STEPS: Readonly<Record<Exclude<News, "CandidatureEnded">, { readonly from: Status | null; readonly to: Status }>> = {
  CandidatureSubmitted: { from: null, to: "SUBMITTED" },
  CandidatureRead: { from: "SUBMITTED", to: "READ" },
  CandidatureAccepted: { from: "READ", to: "ACCEPTED" },
  CandidatureConfirmed: { from: "ACCEPTED", to: "CONFIRMED" },
};

/** The step that a fact tells; null for an acceptance that nobody gave, which is a part of a booking: its confirmation tells it. */
export function stepTold(type: News, fact: Events[News]): { readonly from: Status | null; readonly to: Status; readonly reason: string | null } | null {
  const from = fact.from as Status | null | undefined;
  if (type === "CandidatureEnded") {
    const { status, reason } = fact as Events["CandidatureEnded"];
    return isEnd(status as Status) ? { from: from ?? null, to: status as Status, reason } : null;
  }
  if (type === "CandidatureAccepted" && (fact as Events["CandidatureAccepted"]).acceptedByPersonId === null) return null;
  const step = STEPS[type];
  return { ...step, from: from === undefined ? step.from : from, reason: null };
}

/** The transport reads `cursor` to know where to resume. */
type StreamedStep = Events[News] & NonNullable<ReturnType<typeof stepTold>> & { readonly at: Temporal.Instant; readonly cursor: string };

/** The steps that this subscriber may hear of, from where it left off. Judged one by one, as they are sent. */
async function stream({ args, context }: SubscribeArguments): Promise<AsyncIterable<StreamedStep>> {
  const { actor } = context;
  insistOnBounds(actor, args);
  const isWanted = (fact: Events[News]) =>
    (!args.candidatureId || fact.candidatureId === args.candidatureId) && (!args.offerId || fact.offerId === args.offerId) && isWithin(fact, args);
  return context.live().follow(
    CANDIDATURE_NEWS,
    context.resumeFrom ?? args.after ?? null,
    ({ type, payload, occurredAt: at, cursor }): StreamedStep | null => {
      const step = isWanted(payload) && isConcerned(actor, payload) ? stepTold(type, payload) : null;
      return step && { ...payload, ...step, at, cursor };
    },
    { keys: followedBy(actor, args, args.candidatureId ?? args.offerId) },
  );
}

@ObjectType("CandidatureStatusChanged", { description: "A step of a candidature's life." })
export class CandidatureStatusChangedType {
  @Field(() => CandidatureStatus, { nullable: true, description: "Status before; null for what was just sent or booked, and for an end that was told before this was." })
  readonly from!: Status | null;

  @Field(() => CandidatureStatus, { description: "Status after." })
  readonly to!: Status;

  @Field(() => String, { nullable: true, description: "Why it ended; null when no reason was given. For the student, the family, the host and the school; the territory's staff get the error FORBIDDEN." })
  readonly reason!: string | null;

  @Field(() => Temporal.Instant, { description: "When. For EXPIRED and LAPSED, the first instant of the day after the last one." })
  readonly at!: Temporal.Instant;

  @Field(() => String, { description: "Give it as `after` to go on from here: nothing missed, nothing twice." })
  readonly cursor!: string;
}

@Resolver(() => CandidatureStatusChangedType)
export class CandidatureStreamResolver {
  @Subscription(() => CandidatureStatusChangedType, {
    description:
      "Every step of the candidatures that the viewer may see: sent, read, accepted, confirmed, and however they end. A candidature that is given to another of the host's managers is heard of as before.",
    subscribe: (options) => stream(options as unknown as SubscribeArguments) as never,
  })
  candidatureStatusChanged(
    @Root() step: StreamedStep,
    @Arg("candidatureId", () => ID, { nullable: true, description: "Only this candidature; all when null. Nothing is heard of one that is unknown, or not the viewer's to see." }) _candidatureId: string | null,
    @Arg("offerId", () => ID, { nullable: true, description: "Only candidatures to this offer; all when null." }) _offerId: string | null,
    @Args(() => NarrowingArgs) _narrowing: NarrowingArgs,
    @Arg("after", () => String, { nullable: true, description: "Cursor of the last event seen: those after it come first; it is good for 30 days. Errors: INVALID_CURSOR, CURSOR_TOO_OLD." }) _after: string | null,
  ) {
    return step;
  }

  @FieldResolver(() => CandidatureType, { nullable: true, description: "The candidature, as it is now; null once the student has been erased." })
  candidature(@Root() { candidatureId }: StreamedStep, @Ctx() { loaders }: CandidaturesContext) {
    return loaders.candidature.load(candidatureId);
  }
}
