import "reflect-metadata";
import { cursorOf } from "@stages/events/cursor.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { enumType } from "@stages/subgraph/enum-type.ts";
import { Arg, Field, ID, Int, ObjectType, Resolver, Root, Subscription } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { parseRunId, runKey, type RunProgress } from "../operations/validate-conventions.ts";

const ValidationStateEnum = enumType<RunProgress["state"]>("ValidationState", "How a bulk validation is.", {
  RUNNING: "Under way.",
  DONE: "Over: the answer to the mutation says what came of each.",
});

interface SubscribeArguments {
  readonly args: { readonly runId: string; readonly after?: string | null };
  readonly context: ConventionsContext;
}

/** Progress as subscribers see it; the transport reads `cursor` to know where to resume. */
interface StreamedProgress extends RunProgress {
  readonly at: Temporal.Instant;
  readonly cursor: string;
}

@ObjectType("ValidationProgress", { description: "How far a bulk validation is." })
export class ValidationProgressType {
  @Field(() => ValidationStateEnum, { description: "What is being done." })
  readonly state!: RunProgress["state"];

  @Field(() => Int, { description: "Conventions decided so far; those that are validated stay so, whatever becomes of the run." })
  readonly done!: number;

  @Field(() => Int, { description: "Those of them that were refused." })
  readonly refused!: number;

  @Field(() => Int, { description: "Conventions in the list." })
  readonly total!: number;

  @Field(() => Temporal.Instant, { description: "The instant of the run." })
  readonly at!: Temporal.Instant;

  @Field(() => String, { description: "Give it as `after` to go on from here: nothing missed, nothing twice." })
  readonly cursor!: string;
}

/** From where the subscriber left off; otherwise from the last state told, however late one comes. */
async function startOf({ args: { runId, after }, context }: SubscribeArguments): Promise<string> {
  const cursor = context.resumeFrom ?? after ?? null;
  if (cursor !== null) return cursor;
  const { bus, actor } = context;
  // Before looking for the last one: what is told in between is then read from the log.
  const head = await bus().head();
  const told = await bus().newest("ConventionsValidationProgressed", runKey(personOf(actor)!, parseRunId(runId)));
  return cursorOf(bus().log, told ? told.position - 1 : head);
}

async function progress(options: SubscribeArguments): Promise<AsyncIterable<StreamedProgress>> {
  const { args, context } = options;
  const wanted = parseRunId(args.runId);
  const viewer = personOf(context.actor);
  return context.live().follow("ConventionsValidationProgressed", await startOf(options), ({ payload, cursor, occurredAt }) => {
    const { runId, personId, ...so } = payload;
    return runId === wanted && personId === viewer ? { ...so, at: occurredAt, cursor } : null;
  });
}

@Resolver()
export class ValidationProgressResolver {
  @Subscription(() => ValidationProgressType, {
    description:
      "How far a bulk validation of the viewer's is, told every ten conventions and at the end of a list of more than ten; the last state first, however late one comes within a day. Its end is a state, DONE: the stream stays open. Nothing is heard of another's. Errors: INVALID_RUN_ID, INVALID_CURSOR.",
    subscribe: (options) => progress(options as unknown as SubscribeArguments) as never,
  })
  validationProgress(
    @Root() told: StreamedProgress,
    @Arg("runId", () => ID, { description: "The `runId` that `validateConventions` was given." }) _runId: string,
    @Arg("after", () => String, { nullable: true, description: "Cursor of the last state seen: those after it come first. Error: INVALID_CURSOR." }) _after: string | null,
  ): ValidationProgressType {
    return told;
  }
}
