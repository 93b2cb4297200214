import type { Bus } from "@stages/events/bus.ts";
import { startLiveFeed } from "@stages/events/live-feed.ts";
import type { World } from "@stages/demonstration/world-types.ts";
import type { Actor, Role } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import type { RequestContext } from "@stages/subgraph/context.ts";
import type { Sharing } from "@stages/subgraph/sharing.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { Servable } from "@stages/transport/transport.ts";
import { getNamedType, type GraphQLObjectType, type GraphQLSchema, isObjectType } from "graphql";
import { referredTo } from "./matrix.ts";
import type { AnswerError } from "./observe.ts";
import type { Kind } from "./oracle.ts";
import { isSeenIn, keyOf, print, type Shape } from "./shape.ts";

interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly AnswerError[] | undefined;
}

/** Someone else of the same role and the same bounds; of the same school, for a student. */
export function twinOf(actor: Actor, world: World): Actor {
  if (actor.role === "ANONYMOUS" || actor.role === "PLATFORM") return actor;
  if (actor.role !== "STUDENT") return { ...actor, personId: newId("person") };
  const others = world.persons.flatMap(({ id, grants: [grant] }) => (grant?.role === "STUDENT" && grant.schoolUai === actor.schoolUai && grant.studentId !== actor.studentId ? [{ personId: id, ...grant }] : []));
  return others[0] ?? { ...actor, personId: newId("person"), studentId: newId("student") };
}

const FURTHER = 3;
/** Of fields that ask for some. */
const ARGUMENTS: Readonly<Record<string, string>> = { "Coverage.onSameDayOf": '(campaignId: "2024")' };

/** Of a type, what is shared in this role, and what of that it leads to. */
function sharedShape(type: GraphQLObjectType, role: Role, sharing: Sharing, further = FURTHER): Shape {
  const fields = Object.values(type.getFields()).filter(({ name }) => sharing[`${type.name}.${name}`]?.includes(role));
  return {
    type,
    fields: fields.flatMap(({ name, type: of }): Shape["fields"] => {
      const target = getNamedType(of);
      const args = ARGUMENTS[`${type.name}.${name}`] ?? "";
      if (!isObjectType(target)) return [{ name, args, shape: null }];
      const shape = further > 0 ? sharedShape(target, role, sharing, further - 1) : null;
      return shape && shape.fields.length > 0 ? [{ name, args, shape }] : [];
    }),
  };
}

/** What an answer has of each coordinate that was asked. */
function found({ type, fields }: Shape, value: unknown, seen: Set<string>): void {
  for (const one of [value].flat() as readonly (Record<string, unknown> | null)[]) {
    for (const { name, shape } of one ? fields : []) {
      if (one![name] === null || one![name] === undefined) continue;
      seen.add(`${type.name}.${name}`);
      if (shape) found(shape, one![name], seen);
    }
  }
}

const comparable = ({ data, errors }: Answered) => JSON.stringify([data ?? null, (errors ?? []).map(({ path, extensions }) => `${path?.join(".")} ${String(extensions?.code)}`).toSorted()]);

export interface Asked {
  readonly servable: Servable;
  readonly sharing: Sharing;
  readonly samples: Readonly<Record<Kind, readonly string[]>>;
  readonly bus: Bus;
  readonly now: Temporal.Instant;
  /** What was answered with a value. */
  readonly seen: Set<string>;
}

/** Asks two colleagues for the same, of everything that is said to be shared in their role; where their answers differ. */
export async function differencesOf({ servable, sharing, samples, bus, now, seen }: Asked, actors: readonly [Actor, Actor]): Promise<readonly string[]> {
  const schema: GraphQLSchema = servable.schema;
  const [{ role }] = actors;
  const differences: string[] = [];
  const compare = async (what: string, shape: Shape, ask: (actor: Actor) => Promise<readonly Answered[]>) => {
    const answers = await Promise.all(actors.map(ask));
    for (const answered of answers) for (const { data } of answered) for (const value of Object.values(data ?? {})) found(shape, value, seen);
    const [one, other] = answers.map((answered) => answered.map(comparable)) as [string[], string[]];
    if (one.join() !== other.join()) differences.push(what);
  };

  for (const kind of referredTo(schema)) {
    const type = schema.getType(kind) as GraphQLObjectType;
    const shape = sharedShape(type, role, sharing);
    // Known here by their key alone, others are passed on as they came.
    if (shape.fields.length === 0 || (!isSeenIn(type) && shape.fields.every(({ name }) => name === keyOf(kind)))) continue;
    const query = `query($references: [_Any!]!) { _entities(representations: $references) { ... on ${kind} ${print(shape)} } }`;
    const references = samples[kind].map((id) => ({ __typename: kind, [keyOf(kind)]: id }));
    await compare(`${role} ${kind}`, shape, async (actor) => [await inProcessTransport(servable).execute({ query, variables: { references }, caller: { actor, now, requestId: "alike" } })]);
  }
  for (const { name, type } of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    if (!sharing[`Subscription.${name}`]?.includes(role)) continue;
    seen.add(`Subscription.${name}`);
    const shape = sharedShape(getNamedType(type) as GraphQLObjectType, role, sharing);
    await compare(`${role} Subscription.${name}`, shape, (actor) => replayed(servable, bus, actor, `subscription { ${name}(after: "0") ${print(shape)} }`, now));
  }
  return differences;
}

/** All of the log that this actor hears: a feed that ends when it has given it. */
async function replayed(servable: Servable, bus: Bus, actor: Actor, query: string, now: Temporal.Instant): Promise<readonly Answered[]> {
  const failures: unknown[] = [];
  const feed = await startLiveFeed({ bus, types: [], onFailure: (error) => failures.push(error) });
  const live = () => ({
    async follow(...request: Parameters<typeof feed.follow>) {
      const followed = await feed.follow(...request);
      void feed.stop();
      return followed;
    },
  });
  const finite: Servable = { ...servable, contextOf: (caller, subscription) => ({ ...(servable.contextOf(caller, subscription) as RequestContext), live }) };
  const heard: Answered[] = [];
  for await (const event of inProcessTransport(finite).subscribe({ query, caller: { actor, now, requestId: "alike" } })) if (event.data || event.errors) heard.push(event as Answered);
  if (failures.length > 0) throw failures[0];
  return heard;
}
