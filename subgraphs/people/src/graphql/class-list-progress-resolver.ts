import "reflect-metadata";
import { cursorOf } from "@stages/events/cursor.ts";
import { worksAtSchool } from "@stages/kernel/actor.ts";
import { Arg, Field, ID, Int, ObjectType, Resolver, Root, Subscription } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import { type ClassListProgress, type ClassListState, parseImportId, progressKey } from "../operations/class-list-progress.ts";
import { ClassListStateEnum } from "./enums.ts";

interface SubscribeArguments {
  readonly args: { readonly importId: string; readonly after?: string | null };
  readonly context: PeopleContext;
}

/** Progress as subscribers see it; the transport reads `cursor` to know where to resume. */
interface StreamedProgress extends ClassListProgress {
  readonly at: Temporal.Instant;
  readonly cursor: string;
}

@ObjectType("ClassListImportProgress", { description: "How far the import of a class list is." })
export class ClassListImportProgressType {
  @Field(() => ClassListStateEnum, { description: "What is being done, or how it ended." })
  readonly state!: ClassListState;

  @Field(() => Int, { description: "Lines of the file read so far, its heading and empty ones left aside." })
  readonly read!: number;

  @Field(() => Int, { description: "Students done with so far, those who change nothing included. They are enrolled once the state is DONE: an import writes all or nothing." })
  readonly enrolled!: number;

  @Field(() => Int, { nullable: true, description: "Students to be enrolled; null while the file is being read." })
  readonly total!: number | null;

  @Field(() => Temporal.Instant, { description: "The instant of the import." })
  readonly at!: Temporal.Instant;

  @Field(() => String, { description: "Give it as `after` to go on from here: nothing missed, nothing twice." })
  readonly cursor!: string;
}

/** From where the subscriber left off; otherwise from the last state told, however late one comes. */
async function startOf({ args: { importId, after }, context }: SubscribeArguments): Promise<string> {
  const cursor = context.resumeFrom ?? after ?? null;
  if (cursor !== null) return cursor;
  const { bus, actor } = context;
  // Before looking for the last one: what is told in between is then read from the log.
  const head = await bus().head();
  const uais = actor.role === "SCHOOL_HEAD" ? actor.schoolUais : [];
  const told = await Promise.all(uais.map((uai) => bus().newest("ClassListImportProgressed", progressKey(uai, parseImportId(importId)))));
  const positions = told.flatMap((event) => (event ? [event.position] : []));
  return cursorOf(bus().log, positions.length > 0 ? Math.max(...positions) - 1 : head);
}

async function progress(options: SubscribeArguments): Promise<AsyncIterable<StreamedProgress>> {
  const { args, context } = options;
  const wanted = parseImportId(args.importId);
  return context.live().follow("ClassListImportProgressed", await startOf(options), ({ payload, cursor, occurredAt }) => {
    const { importId, schoolUai, ...so } = payload;
    return importId === wanted && worksAtSchool(context.actor, schoolUai) ? { ...so, at: occurredAt, cursor } : null;
  });
}

@Resolver()
export class ClassListProgressResolver {
  @Subscription(() => ClassListImportProgressType, {
    description:
      "How far an import of the viewer's school is, while it runs; the last state first, however late one comes within a day. Its end is a state, DONE or REFUSED: the stream stays open. Nothing is heard of an id that is not of the viewer's school. Errors: INVALID_IMPORT_ID, INVALID_CURSOR.",
    subscribe: (options) => progress(options as unknown as SubscribeArguments) as never,
  })
  classListImportProgress(
    @Root() told: StreamedProgress,
    @Arg("importId", () => ID, { description: "The `importId` that the import was given." }) _importId: string,
    @Arg("after", () => String, { nullable: true, description: "Cursor of the last state seen: those after it come first. Error: INVALID_CURSOR." }) _after: string | null,
  ): ClassListImportProgressType {
    return told;
  }
}
