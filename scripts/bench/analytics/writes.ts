import { createCandidaturesSubgraph } from "@stages/candidatures/subgraph.ts";
import { mirrorOffer, mirrorStudent } from "@stages/candidatures/persistence/mirror.ts";
import { MEASURES as OF_CANDIDATURES } from "@stages/candidatures/persistence/measures.ts";
import { complete } from "@stages/conventions/domain/complete.ts";
import { type Convention, open } from "@stages/conventions/domain/convention.ts";
import { aHostPart, aSchoolPart } from "@stages/conventions/domain/fixtures.ts";
import { mirrorStudent as enrol } from "@stages/conventions/persistence/mirror.ts";
import { insertConvention, lockConvention, saveConvention } from "@stages/conventions/persistence/conventions.ts";
import { MEASURES as OF_CONVENTIONS } from "@stages/conventions/persistence/measures.ts";
import { connect, type Connection, connectSql, type Write, writer } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { type ActorOf, PLATFORM } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { type HostId, newId, type OfferId, type StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { foldingSweep } from "@stages/subgraph/counting.ts";
import type { Resources } from "@stages/subgraph/create-subgraph.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import type { BenchWorld } from "../lib/bench-world.ts";
import { countingTriggers } from "./counting-triggers.ts";

/** A school of the country, of whose students these are. */
export interface WritingSchool {
  readonly uai: Uai;
  readonly academy: string;
  readonly latitude: number;
  readonly longitude: number;
}

export interface Writing {
  readonly campaign: Campaign;
  /** When it is written, by the platform's clock: while students may apply. */
  readonly now: Temporal.Instant;
  readonly school: WritingSchool;
}

/** In ms: of one writer's wait, and of PostgreSQL's CPU, for one write. */
export interface WriteFigures {
  readonly ms: number;
  readonly cpu: number;
}

export type Kind = "candidature" | "convention";
export const STEPS: Readonly<Record<Kind, number>> = { candidature: 3, convention: 5 };
const WRITERS = 4;
const SEATS = 100;
const FOLD_EVERY_MS = 500;

const SUBMIT = "mutation($input: SubmitCandidatureInput!) { submitCandidature(input: $input) { id status } }";
const ACCEPT = "mutation($input: CandidatureInput!) { acceptCandidature(input: $input) { id status } }";
const CONFIRM = "mutation($input: CandidatureInput!) { confirmCandidature(input: $input) { id status } }";

/**
 * Writes as the platform writes them. Without: the triggers that count are disabled and nobody folds. With: they are not, and the
 * fold runs every half second, as in a subgraph that is started. Nothing else of it is, in either case: no relay, no jobs.
 */
export async function openWrites({ started }: BenchmarkRun, { databaseUrl, cpu }: BenchWorld, writing: Writing) {
  const sql = connectSql({ url: databaseUrl, name: "bench", max: 1 });
  started.defer(() => sql.end());
  const triggers = countingTriggers(sql);
  started.defer(() => triggers.enable());
  const candidatures = await candidatureWriter(started, databaseUrl, writing);
  const conventions = conventionWriter(started, databaseUrl, writing);
  const folders = [OF_CANDIDATURES, OF_CONVENTIONS].map((measures) => {
    const connection = connect({ url: databaseUrl, name: "bench-fold", max: 1, role: roleOf(measures.schema, "PLATFORM") });
    started.defer(() => connection.close());
    const sweep = foldingSweep({ measures });
    return () => sweep.run({ db: connection.db, write: writer(connection.db, () => {}) } as Resources, writing.now);
  });

  return {
    /** So many of that kind, by a few writers at once, each waiting for its own. */
    async measure(kind: Kind, isCounted: boolean, count: number): Promise<WriteFigures> {
      await (isCounted ? triggers.enable() : triggers.disable());
      const work = kind === "candidature" ? await candidatures.prepare(count) : await conventions.prepare(count);
      const folding = isCounted ? repeat(folders) : null;
      const [cpuBefore, from] = [cpu(), performance.now()];
      await Promise.all(Array.from({ length: WRITERS }, async () => {
        for (let one = work.shift(); one; one = work.shift()) await one();
      }));
      const ms = ((performance.now() - from) * WRITERS) / (count * STEPS[kind]);
      // What was told of these writes is folded as part of what they cost.
      await folding?.end();
      return { ms, cpu: (cpu() - cpuBefore) / (count * STEPS[kind]) };
    },
    fold: async () => {
      for (const fold of folders) await fold();
    },
  };
}

function repeat(works: readonly (() => Promise<void>)[]) {
  const all = async () => {
    for (const work of works) await work();
  };
  let turn = Promise.resolve();
  const timer = setInterval(() => (turn = turn.then(all)), FOLD_EVERY_MS);
  return {
    async end() {
      clearInterval(timer);
      await turn;
      await all();
    },
  };
}

/** Straight to the subgraph, in this process: policy, rules, row policies, transaction and outbox, without a gateway before it. */
async function candidatureWriter(started: AsyncDisposableStack, databaseUrl: string, { campaign, now, school }: Writing) {
  const subgraph = createCandidaturesSubgraph({ databaseUrl, clock: () => now, onFailure: (error) => console.error(error) });
  started.defer(() => subgraph.stop());
  const graph = inProcessTransport(subgraph);
  const market = connect({ url: databaseUrl, name: "bench", max: 1, role: roleOf("candidatures", "PLATFORM") });
  started.defer(() => market.close());
  const ask = async (actor: ActorOf<"STUDENT"> | ActorOf<"HOST_MANAGER">, query: string, input: Record<string, unknown>) => {
    const { data, errors } = await graph.execute({ query, variables: { input }, caller: { actor, now, requestId: "bench" } });
    if (errors) throw new Error(`${query}: ${JSON.stringify(errors)}`);
    return Object.values(data as Record<string, { id: string }>)[0]!;
  };
  const publish = async (hostId: HostId) => {
    const id: OfferId = newId("offer");
    const place = { latitude: school.latitude + 0.01, longitude: school.longitude, address: "2 rue des Tilleuls" };
    const host = { id: hostId, siret: null, legalName: "Atelier Delmas", kind: "COMPANY", address: place.address };
    const tutor = { name: "Camille Roche", function: "responsable", email: "camille.roche@example.org", phone: null };
    await market.db.transaction((tx) => mirrorOffer(tx, { id, campaignId: campaign.id, title: "Une semaine à l'atelier", activities: "", sector: "C", period: "BOTH_WEEKS", mode: "INDIVIDUAL", seats: SEATS, reservedSchoolUais: [], host, place, tutor } as never));
    return id;
  };
  return {
    async prepare(count: number) {
      const work: (() => Promise<void>)[] = [];
      for (let offers = Math.ceil(count / SEATS); offers > 0; offers -= 1) {
        const host: ActorOf<"HOST_MANAGER"> = { role: "HOST_MANAGER", personId: newId("person"), hostIds: [newId("host")] };
        const offerId = await publish(host.hostIds[0]!);
        for (let seat = 0; seat < SEATS && work.length < count; seat += 1) {
          const student: ActorOf<"STUDENT"> = { role: "STUDENT", personId: newId("person"), studentId: newId("student"), schoolUai: school.uai };
          await market.db.transaction((tx) => mirrorStudent(tx, { id: student.studentId, schoolUai: school.uai, academy: school.academy, campaignId: campaign.id, home: { latitude: school.latitude, longitude: school.longitude } } as never));
          work.push(async () => {
            const { id: candidatureId } = await ask(student, SUBMIT, { offerId, motivation: "J'aimerais découvrir votre atelier." });
            await ask(host, ACCEPT, { candidatureId });
            await ask(student, CONFIRM, { candidatureId });
          });
        }
      }
      return work;
    },
  };
}

const FILE = { pdf: new TextEncoder().encode("%PDF-1.7 ".repeat(4_000)), code: "" };

/** By the subgraph's own persistence, a transaction a step: drawing and sealing would hide what a write costs. */
function conventionWriter(started: AsyncDisposableStack, databaseUrl: string, { campaign, now, school }: Writing) {
  const connection: Connection = connect({ url: databaseUrl, name: "bench", max: WRITERS, role: roleOf("conventions", "PLATFORM") });
  started.defer(() => connection.close());
  const write: Write = writer(connection.db, () => {});
  const change = { actor: PLATFORM, now };
  const step = (id: Convention["id"], become: (before: Convention) => Convention) =>
    write(async (tx) => {
      const before = (await lockConvention(tx, id))!;
      await saveConvention(tx, before, become(before), change, { ...FILE, code: id.slice(-16) });
    });
  return {
    async prepare(count: number) {
      const studentIds = Array.from({ length: count }, (): StudentId => newId("student"));
      const student = { firstName: "Zoé", lastName: "Mazaud", birthDate: Temporal.PlainDate.from("2008-05-14"), className: "2de 3", schoolUai: school.uai, academy: school.academy, campaignId: campaign.id };
      await write(async (tx) => {
        for (const id of studentIds) await enrol(tx, { id, ...student });
      });
      return studentIds.map((studentId) => async () => {
        const id = newId("convention");
        const parties = { id, origin: "CANDIDATURE", candidatureId: newId("candidature"), offerId: newId("offer"), hostId: newId("host"), studentId, schoolUai: school.uai, academy: school.academy, campaignId: campaign.id, period: "BOTH_WEEKS", openedAt: now } as const;
        await write((tx) => insertConvention(tx, { ...open(parties), confirmedAt: now }, change));
        await step(id, (before) => complete(before as never, aHostPart(), campaign.presenceRules.version));
        const document = { id: newId("document"), kind: "CONVENTION", content: "{}", sha256: id.slice(-26).padStart(64, "0"), frozenAt: now } as const;
        await step(id, (before) => ({ ...before, status: "VALIDATED", schoolPart: aSchoolPart(), document }) as Convention);
        await step(id, (before) => ({ ...before, status: "SIGNING" }) as Convention);
        await step(id, (before) => ({ ...before, status: "SIGNED" }) as Convention);
      });
    },
  };
}
