import "reflect-metadata";
import type { Events } from "@stages/events/contracts.ts";
import { type AbsenceId, parseId } from "@stages/kernel/ids.ts";
import { followedBy, insistOnBounds, isWithin, type Narrowing } from "@stages/kernel/narrowing.ts";
import { NarrowingArgs } from "@stages/subgraph/narrowing-args.ts";
import { Arg, Args, Ctx, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root, Subscription } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { isAlerted, type Step } from "../domain/absence.ts";
import { isConcerned } from "../domain/audience.ts";
import type { Status } from "../domain/lifecycle.ts";
import { AbsenceType } from "./absence-type.ts";
import { ConventionType } from "./convention-type.ts";
import { AbsenceStep, ConventionStatus, SignatureCapacity } from "./enums.ts";

type Streamed = ConventionNews | "AbsenceStepReached" | "AbsenceEscalated";
/** A change of status, or a signature that was refused. */
type ConventionNews = "ConventionStatusChanged" | "SignatureRefused";
/** A step of a chain that was taken, or one that is late. */
type AbsenceNews = "AbsenceStepReached" | "AbsenceEscalated";

/** An event as subscribers see it; the transport reads `cursor` to know where to resume. */
type StreamedEvent<T extends Streamed> = Events[T] & { readonly cursor: string; readonly at: Temporal.Instant };

interface SubscribeArguments {
  readonly args: Narrowing & { readonly after?: string | null; readonly conventionId?: string | null };
  readonly context: ConventionsContext;
}

/** The events of these types that this subscriber may see, from where it left off. Judged one by one, as they are sent. */
async function stream<T extends Streamed>(types: readonly T[], { args, context }: SubscribeArguments, mayHear: (fact: Events[T]) => boolean): Promise<AsyncIterable<StreamedEvent<T>>> {
  insistOnBounds(context.actor, args);
  const keys = followedBy(context.actor, args, args.conventionId);
  return context.live().follow(
    types,
    context.resumeFrom ?? args.after ?? null,
    (event) => {
      const fact: Events[T] = event.payload;
      const isWanted = (!args.conventionId || fact.conventionId === args.conventionId) && isWithin(fact, args);
      return isWanted && mayHear(fact) ? { ...fact, cursor: event.cursor, at: event.occurredAt } : null;
    },
    { keys },
  );
}

@ObjectType("ConventionStatusChanged", { description: "A convention changed status, or someone refused to sign one of its documents." })
export class ConventionStatusChangedType {
  @Field(() => ConventionStatus, { nullable: true, description: "Status before; null when the convention opens." })
  readonly from!: Status | null;

  @Field(() => ConventionStatus, { description: "Status after; of a refusal to sign, which closes nothing, the same as before." })
  readonly to!: Status;

  @Field(() => Temporal.Instant, { description: "When." })
  readonly at!: Temporal.Instant;

  @Field(() => String, { description: "Give it as `after` to go on from here: nothing missed, nothing twice." })
  readonly cursor!: string;
}

@ObjectType("AbsenceAlert", { description: "The news of an absence reached the viewer's step of the chain." })
export class AbsenceAlertType {
  @Field(() => AbsenceStep, { description: "The step that was taken; of an escalation, the last one, after which the next is late." })
  readonly step!: Step;

  @Field(() => Temporal.Instant, { description: "When the step was taken, or the escalation raised." })
  readonly at!: Temporal.Instant;

  @Field(() => String, { description: "Give it as `after` to go on from here: nothing missed, nothing twice." })
  readonly cursor!: string;
}

const CONVENTION_ID = { nullable: true, description: "Only this convention; all when null. Nothing is heard of one that is unknown, or not the viewer's to see." } as const;
const AFTER = { nullable: true, description: "Cursor of the last event seen: those after it come first; it is good for 30 days. Errors: INVALID_CURSOR, CURSOR_TOO_OLD." } as const;

@Resolver(() => ConventionStatusChangedType)
export class ConventionStatusChangedResolver {
  @Subscription(() => ConventionStatusChangedType, {
    description: "Every change of status of the conventions the viewer may see, the opening included; and every refusal to sign one of their documents.",
    subscribe: (options) => {
      const { context } = options as unknown as SubscribeArguments;
      return stream<ConventionNews>(["ConventionStatusChanged", "SignatureRefused"], options as unknown as SubscribeArguments, (fact) => isConcerned(context.actor, fact));
    },
  })
  conventionStatusChanged(
    @Root() event: StreamedEvent<ConventionNews>,
    @Arg("conventionId", () => ID, CONVENTION_ID) _conventionId: string | null,
    @Args(() => NarrowingArgs) _narrowing: NarrowingArgs,
    @Arg("after", () => String, AFTER) _after: string | null,
  ) {
    return "status" in event ? { ...event, from: event.status, to: event.status } : event;
  }

  @FieldResolver(() => SignatureCapacity, { nullable: true, description: "As whom someone has refused to sign; null for a change of status. The reason is the convention's to show." })
  refusedBy(@Root() event: StreamedEvent<ConventionNews>) {
    return "capacity" in event ? event.capacity : null;
  }

  @FieldResolver(() => ConventionType, { nullable: true, description: "The convention, as it is now; null once the student has been erased, which first cancels what was to come." })
  convention(@Root() { conventionId }: StreamedEvent<ConventionNews>, @Ctx() { loaders }: ConventionsContext) {
    return loaders.convention.load(conventionId);
  }
}

@Resolver(() => AbsenceAlertType)
export class AbsenceAlertsResolver {
  @Subscription(() => AbsenceAlertType, {
    description:
      "The steps of absences that alert the viewer: REPORTED the referent teacher, RELAYED the CPE, FAMILY_INFORMED the family, CLOSED all of them and the tutor, CORRECTED whoever was alerted before; and a step that is late, whom it is escalated to.",
    subscribe: (options) => {
      const { context } = options as unknown as SubscribeArguments;
      return stream<AbsenceNews>(["AbsenceStepReached", "AbsenceEscalated"], options as unknown as SubscribeArguments, (fact) => isAlerted(context.actor, fact, fact));
    },
  })
  absenceAlerts(
    @Root() event: StreamedEvent<AbsenceNews>,
    @Arg("conventionId", () => ID, CONVENTION_ID) _conventionId: string | null,
    @Args(() => NarrowingArgs) _narrowing: NarrowingArgs,
    @Arg("after", () => String, AFTER) _after: string | null,
  ) {
    return event;
  }

  @FieldResolver(() => Int, { nullable: true, description: "Of an escalation, which time the next step is late: 1, then 2; the viewer may take it from then on. Null when a step was taken." })
  escalationLevel(@Root() event: StreamedEvent<AbsenceNews>) {
    return "level" in event ? event.level : null;
  }

  @FieldResolver(() => AbsenceType, { nullable: true, description: "The absence, as it is now; null once the student has been erased." })
  absence(@Root() { absenceId }: StreamedEvent<AbsenceNews>, @Ctx() { loaders }: ConventionsContext) {
    return loaders.absence.load(parseId("absence", absenceId) as AbsenceId);
  }

  @FieldResolver(() => ConventionType, { nullable: true, description: "The convention of the stage, as it is now; null once the student has been erased." })
  convention(@Root() { conventionId }: StreamedEvent<AbsenceNews>, @Ctx() { loaders }: ConventionsContext) {
    return loaders.convention.load(conventionId);
  }
}
