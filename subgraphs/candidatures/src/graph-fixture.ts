import { connect, type Database, writer } from "@stages/database/connection.ts";
import { insertAll } from "@stages/database/insert-all.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import type { Actor, ActorOf } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { inArray } from "drizzle-orm";
import { freshDatabase, migratedBy } from "@stages/testing/database.ts";
import type { Offer } from "./domain/apply.ts";
import type { Candidature } from "./domain/candidature.ts";
import { ACTORS, aCandidature, anOffer, aStudent, CAMPAIGN, IN_TIME, SCHOOL, SUBMITTED_AT } from "./domain/fixtures.ts";
import { findByIds } from "./persistence/candidatures.ts";
import { candidatureRow, studentRow } from "./persistence/rows.ts";
import * as tables from "./persistence/tables.ts";
import type { RecordedMarket } from "./history-checker.ts";
import { createCandidaturesSubgraph } from "./subgraph.ts";

const create = (databaseUrl: string) => createCandidaturesSubgraph({ databaseUrl, clock: () => SUBMITTED_AT, onFailure: (error) => console.error(error) });

/** What the queries of the tests select of a candidature. */
export interface Shown {
  readonly id: string;
  readonly status: string;
  readonly motivation: string | null;
  readonly history: readonly { readonly from: string | null; readonly to: string; readonly at: string; readonly byRole: string; readonly reason: string | null }[];
  readonly viewerActions: readonly { readonly action: string; readonly allowed: boolean }[];
}

export interface ShownPage {
  readonly edges: readonly { readonly node: Shown }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface Answer<T> {
  readonly data: T;
  /** Of the first error; undefined when there is none. */
  readonly code: unknown;
}

/** The graph on a database of its own, with a campaign unless it must be empty, and short ways to set a scene. */
export async function startGraph({ replicas = 1, empty = false } = {}) {
  const database = await freshDatabase("candidatures", migratedBy(create));
  const subgraphs = Array.from({ length: replicas }, () => create(database.url));
  const graphs = subgraphs.map((subgraph) => inProcessTransport(subgraph));
  const { db, close } = connect({ url: database.url, name: "test", max: 20 });
  for (const subgraph of subgraphs) await subgraph.start();
  if (!empty) await db.insert(tables.campaigns).values({ id: CAMPAIGN.id, campaign: campaignFact(CAMPAIGN) });
  let turn = 0;

  const scene = {
    async offer(over: Partial<Offer> = {}): Promise<Offer> {
      const offer = anOffer({ id: newId("offer"), ...over });
      await db.insert(tables.offers).values(offer);
      return offer;
    },
    async students(count: number): Promise<readonly ActorOf<"STUDENT">[]> {
      const students = Array.from({ length: count }, () => aStudent({ id: newId("student") }));
      await db.transaction((tx) => insertAll(tx, tables.students, students.map(studentRow)));
      return students.map(({ id }) => ({ role: "STUDENT", personId: newId("person"), studentId: id, schoolUai: SCHOOL }));
    },
    async student() {
      return (await scene.students(1))[0]!;
    },
    /** In the state that is given, with the history it needs. */
    async candidatures(all: readonly Partial<Candidature>[]): Promise<readonly Candidature[]> {
      const made = all.map((over) => aCandidature(over));
      await db.transaction(async (tx) => {
        await insertAll(tx, tables.candidatures, made.map(candidatureRow));
        await insertAll(tx, tables.history, made.flatMap(({ id, status }) => {
          const path = pathTo(status);
          return path.map((to, index) => ({ candidatureId: id, from: path[index - 1] ?? null, to, at: SUBMITTED_AT, byPersonId: null, byRole: to === "SUBMITTED" ? ("STUDENT" as const) : ("HOST_MANAGER" as const), reason: null }));
        }));
      });
      return made;
    },
    /** One of a new student's own, on a new offer unless told otherwise. */
    async candidature(over: Partial<Candidature> = {}) {
      const student = await scene.student();
      const offerId = over.offerId ?? (await scene.offer({ period: over.period ?? "WEEK_1" })).id;
      const [candidature] = await scene.candidatures([{ studentId: student.studentId, offerId, ...over }]);
      return { student, candidature: candidature! };
    },
  };

  return {
    ...scene,
    url: database.url,
    db: db as Database,
    write: writer(db, () => {}),
    /** All that was recorded of these, for the checker of histories. */
    async recorded(ids: readonly Candidature["id"][]): Promise<RecordedMarket> {
      const [candidatures, history, offers] = await Promise.all([
        findByIds(db, ids),
        db.select().from(tables.history).where(inArray(tables.history.candidatureId, [...ids])),
        db.select({ id: tables.offers.id, seats: tables.offers.seats }).from(tables.offers),
      ]);
      return { candidatures, history, seats: new Map(offers.map(({ id, seats }) => [id, seats])) };
    },
    subgraph: subgraphs[0]!,
    /** Replicas take turns. */
    async run<T = Record<string, Shown>>(actor: Actor, query: string, variables: Record<string, unknown> = {}, now = IN_TIME): Promise<Answer<T>> {
      const { data, errors } = await graphs[turn++ % graphs.length]!.execute({ query, variables, caller: { actor, now, requestId: "test" } });
      return { data: data as T, code: errors?.[0]?.extensions?.["code"] };
    },
    async stop() {
      for (const subgraph of subgraphs) await subgraph.stop();
      await close();
      await database.drop();
    },
  };
}

export type Graph = Awaited<ReturnType<typeof startGraph>>;

const PATHS: Partial<Record<Candidature["status"], readonly Candidature["status"][]>> = {
  READ: ["SUBMITTED", "READ"],
  ACCEPTED: ["SUBMITTED", "READ", "ACCEPTED"],
  CONFIRMED: ["SUBMITTED", "READ", "ACCEPTED", "CONFIRMED"],
};
const pathTo = (status: Candidature["status"]) => PATHS[status] ?? ["SUBMITTED"];

export const HOST_ACTOR = ACTORS.host;

export const SUBMIT = "mutation($offerId: ID!, $motivation: String!, $key: String) { submitCandidature(input: { offerId: $offerId, motivation: $motivation, idempotencyKey: $key }) { id status } }";
export const READ = "mutation($id: ID!) { readCandidature(input: { candidatureId: $id }) { id status } }";
export const ACCEPT = "mutation($id: ID!) { acceptCandidature(input: { candidatureId: $id }) { id status lastDayToConfirm } }";
export const REFUSE = "mutation($id: ID!, $reason: String!) { refuseCandidature(input: { candidatureId: $id, reason: $reason }) { id status } }";
export const CANCEL = "mutation($id: ID!, $reason: String!) { cancelAcceptance(input: { candidatureId: $id, reason: $reason }) { id status } }";
export const CONFIRM = "mutation($id: ID!) { confirmCandidature(input: { candidatureId: $id }) { id status } }";
export const WITHDRAW = "mutation($id: ID!) { withdrawCandidature(input: { candidatureId: $id }) { id status } }";
export const CANDIDATURE = "query($id: ID!) { candidature(id: $id) { id status history { from to at byRole reason } } }";
