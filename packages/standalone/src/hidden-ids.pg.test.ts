import { AUDIENCE } from "@stages/candidatures/domain/audience.ts";
import type { Servable } from "@stages/transport/transport.ts";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { companionsOf, hiddenFrom, IDS_OF_MUTATIONS, idPathsOf, mutationWith, type Named, unknownId, WITHOUT_IDS } from "./access/hidden-ids.ts";
import { askerOf, type Visitor, visitor } from "./access/matrix.ts";
import { objectType } from "./access/shape.ts";
import { openStage, posterOf, publicSchema, type Stage, withoutRowPolicies } from "./access/stage.ts";

/** Hosts publish already, students see nothing yet. */
const BEFORE_THE_OPENING = Temporal.Instant.from("2026-09-15T09:00:00Z");

const api = publicSchema();
let stage: Stage;
let sql: postgres.Sql;

beforeAll(async () => {
  stage = await openStage();
  sql = postgres(stage.databaseUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await sql.end();
  await stage.stop();
});

const clients = () => stage.visitors.filter(({ actor }) => actor.role !== "PLATFORM");

/** The morning's digests leave by themselves, with all that is awaited: on a busy machine while the rest is asked. */
const BY_ITSELF: Readonly<Record<string, string>> = { "people.awaited_conventions": "false", "people.awaited_answers": "false", "people.outgoing_mails": "digest_on is null" };

/** Every row of every table by the transaction that wrote it: the same text as long as nothing is written, changed or deleted. */
async function everyRow(): Promise<Readonly<Record<string, string>>> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('bus', 'people', 'offers', 'candidatures', 'conventions') order by 1`;
  const written: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await sql.unsafe<{ rows: string }[]>(`select count(*) || ' ' || coalesce(md5(string_agg(ctid::text || xmin::text, ',' order by ctid)), '') as rows from ${name} where ${BY_ITSELF[name] ?? "true"}`);
    written[name] = row!.rows;
  }
  return written;
}

/** Nothing on its way any more: each outbox is empty, and each subgraph has read all of the bus that it listens to. */
async function settled(): Promise<void> {
  let before = "";
  await vi.waitFor(async () => {
    for (const schema of ["people", "offers", "candidatures", "conventions"]) {
      const [{ waiting } = { waiting: -1 }] = await sql.unsafe<{ waiting: number }[]>(`select count(*)::int as waiting from ${schema}.outbox`);
      expect(waiting).toBe(0);
    }
    const now = JSON.stringify(await everyRow());
    const wasSame = now === before;
    before = now;
    expect(wasSame).toBe(true);
  }, { timeout: 30_000, interval: 100 });
}

interface Compared {
  readonly differences: string[];
  compared: number;
}

type Post = (query: string) => Promise<string>;

/** Each id that is hidden, beside one that nothing has: every byte of the answer the same. */
async function compare(who: Visitor, post: Post, wanted: (mutation: string) => boolean = () => true): Promise<Compared> {
  const found: Compared = { differences: [], compared: 0 };
  for (const [path, named] of Object.entries(IDS_OF_MUTATIONS)) {
    const [mutation] = path.split(".") as [string];
    if (wanted(mutation)) await compareAt(path, mutation, named, who, post, found);
  }
  return found;
}

async function compareAt(path: string, mutation: string, named: Named, who: Visitor, post: Post, found: Compared): Promise<void> {
  const companions = companionsOf(who, stage.facts);
  const ask = (id: string) => post(mutationWith(api, mutation, { ...companions, [path]: id }));
  const nobodys = unknownId(named);
  const expected = nobodys && (await ask(nobodys));
  if (nobodys && (await ask("n'importe quoi")) !== expected) found.differences.push(`${who.name}, ${path}: what is no id is answered otherwise than what nothing has`);
  const hidden = hiddenFrom(who, named, stage.facts);
  // Whoever may not call it at all is refused before anything is looked for.
  for (const id of who.oracle.calls(`Mutation.${mutation}`) ? hidden : hidden.slice(0, 2)) {
    const answer = await ask(id);
    found.compared += 1;
    if (expected !== null && answer !== expected) found.differences.push(`${who.name}, ${path}, ${id}: ${answer}\n  and not ${expected}`);
    if (expected === null && !answer.includes('"errors"')) found.differences.push(`${who.name}, ${path}, ${id}: done for what is another's: ${answer}`);
  }
}

describe("mutations", () => {
  it("each have a line, for each id that they take", () => {
    expect(idPathsOf(api).toSorted()).toEqual(Object.keys(IDS_OF_MUTATIONS).toSorted());
    const named = new Set([...Object.keys(IDS_OF_MUTATIONS).map((path) => path.split(".")[0]!), ...WITHOUT_IDS]);
    expect(Object.keys(objectType(api, "Mutation").getFields()).toSorted()).toEqual([...named].toSorted());
  });

  it("answer the same of what one may not see as of what nothing has, to everyone, and change nothing", async () => {
    await settled();
    const before = await everyRow();
    let compared = 0;
    for (const who of clients()) {
      const found = await compare(who, await posterOf(stage.gatewayUrl, who));
      expect.soft(found.differences, who.name).toEqual([]);
      compared += found.compared;
    }
    expect(await everyRow()).toEqual(before);
    expect(compared).toBeGreaterThan(700);
  });

  it("answer students the same before the opening, when every offer is hidden from them", async () => {
    const before = await everyRow();
    for (const { name, actor } of clients().filter(({ actor: { role } }) => role === "STUDENT")) {
      const early = visitor(name, actor, stage.facts, BEFORE_THE_OPENING);
      const { differences, compared } = await compare(early, await posterOf(stage.gatewayUrl, early), (mutation) => mutation === "submitCandidature");
      expect.soft(differences).toEqual([]);
      expect(compared).toBeGreaterThan(1);
    }
    expect(await everyRow()).toEqual(before);
  });
});

describe("the tester itself", () => {
  /** One mutation of one subgraph, asked directly and with the first wall alone. */
  const straightTo = (servable: Servable, who: Visitor): Post => {
    const ask = askerOf(withoutRowPolicies(servable), who);
    return async (query) => JSON.stringify(await ask(query));
  };

  it("notices a mutation that lets a stranger's id through as far as its state", async () => {
    const manager = clients().find(({ name }) => name === "other-host-manager")!;
    const mine = AUDIENCE.HOST_MANAGER;
    Object.assign(AUDIENCE, { HOST_MANAGER: () => true });
    try {
      const { differences } = await compare(manager, straightTo(stage.subgraphs.candidatures, manager), (mutation) => mutation === "acceptCandidature");
      expect(differences.length).toBeGreaterThan(0);
    } finally {
      Object.assign(AUDIENCE, { HOST_MANAGER: mine });
    }
  });

  it("notices a single row that is written", async () => {
    const before = await everyRow();
    const manager = clients().find(({ name }) => name === "host-manager")!;
    const mine = stage.facts.world.candidatures.find(({ id, status }) => status === "SUBMITTED" && manager.oracle.sees("Candidature", id))!;
    const post = await posterOf(stage.gatewayUrl, manager);
    expect(await post(mutationWith(api, "readCandidature", { "readCandidature.input.candidatureId": mine.id }))).not.toContain("errors");
    const changed = Object.entries(await everyRow()).filter(([table, rows]) => rows !== before[table]).map(([table]) => table);
    expect(changed).toContain("candidatures.candidatures");
  });
});
