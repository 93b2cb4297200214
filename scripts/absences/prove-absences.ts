import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { aCampaign, ACTORS } from "@stages/conventions/domain/fixtures.ts";
import { ESCALATIONS } from "@stages/conventions/domain/escalation.ts";
import { isOpenStep, minutesAfter, type Step } from "@stages/conventions/domain/absence.ts";
import { signedStages } from "@stages/conventions/persistence/signed-stages.ts";
import { connectSql, type Sql } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { randomStream } from "@stages/demonstration/random.ts";
import type { LoggedEvent } from "@stages/events/bus.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { type AbsenceId, uuidOf } from "@stages/kernel/ids.ts";
import { chainOf, type Turn } from "./agenda.ts";
import { type Life, Replicas } from "./replicas.ts";
import { setAhead, sharedClock } from "./shared-clock.ts";

export interface ProofOptions {
  /** A database whose tables are there, and empty. */
  readonly databaseUrl: string;
  readonly absences: number;
  readonly seed: number;
  readonly killEveryMs: number;
  /** How many ways each step can go: at least 1, at most 3. */
  readonly variety: number;
  readonly onProgress?: (line: string) => void;
}

export interface Proof {
  readonly absences: number;
  readonly kills: number;
  /** Steps that people took, the reports included, and how often an answer was lost and they asked again. */
  readonly acts: number;
  readonly askedAgain: number;
  readonly escalations: number;
  /** From when an escalation was due until it stood in the log, by the injected clock. */
  readonly latestMs: number;
  /** Of that one, until the sweep began that raised it. */
  readonly latestSweptMs: number;
  readonly medianMs: number;
  /** What was lost, told twice, out of order, or not as the table of delays says; nothing, in a proof that holds. */
  readonly faults: readonly string[];
  /** How many of these escalations would be lost, had each waited in the memory of the process that took the step. */
  readonly lostInMemory: number;
}

/** A morning of the stage: all day is ahead. */
const MORNING = Temporal.Instant.from("2027-06-16T06:00:00Z");
const TOGETHER = 12;

interface Chain {
  readonly conventionId: string;
  readonly turns: Turn[];
  readonly taken: { readonly step: Step; readonly at: Temporal.Instant; readonly by: Life }[];
  id: string | null;
  dueAt: Temporal.Instant;
}

const REPORT = "mutation($id: ID!, $key: String) { reportAbsence(input: { conventionId: $id, day: \"2027-06-16\", kind: ABSENT, idempotencyKey: $key }) { id } }";
const TAKE: Readonly<Record<Turn["step"], string>> = {
  RELAYED: "mutation($id: ID!) { relayAbsence(input: { absenceId: $id }) { id } }",
  FAMILY_INFORMED: "mutation($id: ID!) { informFamily(input: { absenceId: $id }) { id } }",
  CLOSED: "mutation($id: ID!) { closeAbsence(input: { absenceId: $id, cause: ILLNESS }) { id } }",
  CORRECTED: "mutation($id: ID!) { correctAbsence(input: { absenceId: $id, reason: \"Erreur.\" }) { id } }",
};

export async function proveAbsences({ databaseUrl, absences, seed, killEveryMs, variety, onProgress = () => {} }: ProofOptions): Promise<Proof> {
  await using begun = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "stages-absences-"));
  begun.defer(() => rmSync(folder, { recursive: true, force: true }));
  const clockFile = join(folder, "clock");
  const clock = sharedClock(clockFile);
  let ahead = MORNING.epochMilliseconds - Date.now();
  setAhead(clockFile, ahead);
  const jump = (milliseconds: number) => setAhead(clockFile, (ahead += milliseconds));

  const random = randomStream(seed, "absences");
  const stages = await signedStages(databaseUrl, absences);
  const sql = connectSql({ url: databaseUrl, name: "proof", max: 2, role: roleOf("conventions", "PLATFORM") });
  begun.defer(() => sql.end());
  const replicas = new Replicas({ count: 2, databaseUrl, clockFile, now: clock, random: randomStream(seed, "kills"), killEveryMs });
  begun.defer(() => replicas.stop());
  await replicas.start();
  const log = watchLog(databaseUrl, clock);
  begun.defer(() => log.stop());
  replicas.beginKilling();

  const chains: readonly Chain[] = stages.map(({ id }) => ({ conventionId: id, turns: [...chainOf(random, variety)], taken: [], id: null, dueAt: MORNING }));
  let askedAgain = 0;

  /** As a client does: an answer that is lost is asked for again, of whoever lives. */
  const ask = async (actor: Actor, query: string, variables: Record<string, unknown>, now: Temporal.Instant) => {
    for (let again = false; ; again = true) {
      const life = replicas.any();
      if (!life) await delay(20);
      else {
        const answer = await life.transport.execute({ query, variables, caller: { actor, now, requestId: "proof" } }).catch(() => null);
        if (again) askedAgain += 1;
        if (answer) return { ...answer, life, again };
        await delay(20);
      }
    }
  };

  const act = async (chain: Chain, index: number, now: Temporal.Instant) => {
    const turn = chain.id === null ? null : chain.turns[chain.taken.length - 1]!;
    const query = turn ? TAKE[turn.step] : REPORT;
    const variables = turn ? { id: chain.id } : { id: chain.conventionId, key: `absence-${index}` };
    const { data, errors, life, again } = await ask(turn ? turn.actor : ACTORS.tutor, query, variables, now);
    const code = errors?.[0]?.extensions?.["code"];
    // Taken by the request whose answer was lost.
    if (errors && !(again && turn && code === "WRONG_STATE")) throw new Error(`${query}: ${JSON.stringify(errors)}`);
    if (!turn) chain.id = (data as { reportAbsence: { id: string } }).reportAbsence.id;
    chain.taken.push({ step: turn?.step ?? "REPORTED", at: now, by: life });
    const next = chain.turns[chain.taken.length - 1];
    if (next) chain.dueAt = now.add({ minutes: next.afterMinutes });
  };

  const isOver = (chain: Chain) => chain.id !== null && chain.taken.length > chain.turns.length;
  for (;;) {
    const waiting = chains.filter((chain) => !isOver(chain));
    const [{ next }] = (await sql<[{ next: string | null }]>`select min(next_escalation_at)::text as next from conventions.absences`);
    const instants = [...waiting.map(({ dueAt }) => dueAt), ...(next ? [Temporal.Instant.from(next)] : [])].toSorted(Temporal.Instant.compare);
    const first = instants[0];
    if (!first) break;
    const gap = first.since(clock()).total("milliseconds");
    // Right before what comes next: from there on the clock runs.
    if (gap > 500) {
      // What was due before has arrived: a jump would pass for its lateness.
      await isTold(sql);
      await log.catchUp();
      jump(gap - 300);
    }
    const due = waiting.filter(({ dueAt }) => Temporal.Instant.compare(dueAt, clock()) <= 0);
    if (due.length === 0) {
      await delay(25);
      continue;
    }
    // All of an instant at that instant, so that what follows from it comes due together: the hardest for the sweep.
    for (const [instant, together] of Map.groupBy(due, ({ dueAt }) => dueAt.toString())) {
      const now = Temporal.Instant.from(instant);
      const queue = [...together];
      await Promise.all(Array.from({ length: TOGETHER }, async () => {
        for (let chain = queue.shift(); chain; chain = queue.shift()) await act(chain, chains.indexOf(chain), now);
      }));
      onProgress(`${now.toString()} : ${together.length} actes, ${replicas.kills} processus tués`);
    }
  }
  await isTold(sql);
  const events = await log.whole();
  const { faults, escalations, lostInMemory } = judge(chains, events, await rowsOf(sql));
  const late = events.flatMap(({ event, seenAt }) => {
    if (event.type !== "AbsenceEscalated") return [];
    const { absenceId, step, level } = event.payload as { absenceId: string; step: string; level: number };
    const dueAt = escalations.get(`${absenceId} ${step} ${level}`);
    return dueAt ? [{ seen: seenAt.since(dueAt).total("milliseconds"), swept: event.occurredAt.since(dueAt).total("milliseconds") }] : [];
  });
  const latest = late.toSorted((a, b) => b.seen - a.seen)[0];
  return {
    absences, kills: replicas.kills, acts: chains.reduce((sum, { taken }) => sum + taken.length, 0), askedAgain, escalations: escalations.size,
    latestMs: latest?.seen ?? 0, latestSweptMs: latest?.swept ?? 0, medianMs: late.map(({ seen }) => seen).toSorted((a, b) => a - b)[late.length >> 1] ?? 0, faults, lostInMemory,
  };
}

/** The log of events, read as it grows: when each is first seen, by the injected clock. */
function watchLog(databaseUrl: string, clock: () => Temporal.Instant) {
  const bus = postgresBus(databaseUrl);
  const seen: { readonly event: LoggedEvent; readonly seenAt: Temporal.Instant }[] = [];
  let position = 0;
  let stopped = false;
  const read = async () => {
    const events = await bus.read(position, ["AbsenceStepReached", "AbsenceEscalated"], 5_000);
    const seenAt = clock();
    for (const event of events) seen.push({ event, seenAt });
    position = events.at(-1)?.position ?? position;
    return events.length;
  };
  const readOn = async () => {
    while ((await read()) > 0);
  };
  /** One at a time. */
  let turn = Promise.resolve();
  const reading = (async () => {
    while (!stopped) {
      await (turn = turn.then(readOn));
      await delay(50);
    }
  })();
  const end = async () => {
    stopped = true;
    await reading;
  };
  return {
    /** Whatever has been told so far has been seen. */
    catchUp: () => (turn = turn.then(readOn)),
    async whole() {
      await end();
      await readOn();
      return seen;
    },
    async stop() {
      await end();
      await bus.stop();
    },
  };
}

async function isTold(sql: Sql): Promise<void> {
  while ((await sql`select from conventions.outbox limit 1`).length > 0) await delay(50);
}

interface Rows {
  readonly steps: ReadonlyMap<string, readonly string[]>;
  readonly escalations: ReadonlyMap<string, readonly string[]>;
}

async function rowsOf(sql: Sql): Promise<Rows> {
  const steps = await sql<{ key: string; step: string }[]>`select absence_id::text as key, step from conventions.absence_steps order by absence_id, rank`;
  const escalations = await sql<{ key: string; told: string }[]>`select absence_id::text as key, step || ' ' || level as told from conventions.absence_escalations order by absence_id, due_at, level`;
  const grouped = <T extends { readonly key: string }>(rows: readonly T[], told: (row: T) => string) => new Map([...Map.groupBy(rows, ({ key }) => key)].map(([key, group]) => [key, group.map(told)]));
  return { steps: grouped(steps, ({ step }) => step), escalations: grouped(escalations, ({ told }) => told) };
}

/** What must have happened, told from what people did and the table of delays alone, beside what the database and the log say. */
function judge(chains: readonly Chain[], events: readonly { readonly event: LoggedEvent }[], rows: Rows) {
  const faults: string[] = [];
  const due = new Map<string, Temporal.Instant>();
  let lostInMemory = 0;
  const logged = Map.groupBy(events.map(({ event }) => event), ({ payload }) => (payload as { absenceId: string }).absenceId);
  const compare = (what: string, expected: readonly string[], found: readonly string[]) => {
    if (expected.join() !== found.join()) faults.push(`${what}: ${found.join()} in place of ${expected.join()}`);
  };
  for (const { id, taken } of chains) {
    const late: string[] = [];
    for (const [index, { step, at, by }] of taken.entries()) {
      if (!isOpenStep(step)) continue;
      const until = taken[index + 1]?.at;
      for (let level = 1; level <= ESCALATIONS[step].length; level += 1) {
        const dueAt = at.add({ minutes: level * minutesAfter(step, aCampaign.absenceEscalationMinutes) });
        if (until && Temporal.Instant.compare(dueAt, until) > 0) break;
        late.push(`${step} ${level}`);
        due.set(`${id} ${step} ${level}`, dueAt);
        if (by.killedAt && Temporal.Instant.compare(by.killedAt, dueAt) < 0) lostInMemory += 1;
      }
    }
    const uuid = uuidOf(id as AbsenceId);
    const told = logged.get(id!) ?? [];
    const steps = taken.map(({ step }) => step);
    compare(`${id} steps`, steps, rows.steps.get(uuid) ?? []);
    compare(`${id} escalations`, late, rows.escalations.get(uuid) ?? []);
    compare(`${id} steps told`, steps, told.flatMap(({ type, payload }) => (type === "AbsenceStepReached" ? [(payload as { step: string }).step] : [])));
    compare(`${id} escalations told`, late, told.flatMap(({ type, payload }) => (type === "AbsenceEscalated" ? [`${(payload as { step: string }).step} ${(payload as { level: number }).level}`] : [])));
  }
  if (rows.steps.size !== chains.length) faults.push(`${rows.steps.size} absences in place of ${chains.length}`);
  return { faults, escalations: due, lostInMemory };
}
