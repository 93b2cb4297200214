import { join } from "node:path";
import type { StagesClient } from "@stages/client/client.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { MOST_REPRESENTATIONS } from "@stages/subgraph/representations.ts";
import type { Servable } from "@stages/transport/transport.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type CountedPlatform, countedPlatform } from "./counted-platform.ts";
import { allowed, inWords, type Statements } from "./counted-statements.ts";
import { operationOf, type PlayableExample, playExample, readExamples } from "./examples.ts";

/**
 * No operation makes more SQL statements than it has tables: what is read of a table is read at once, however much is asked
 * and however much is found. Every example is played as its persona, what finds the object of an act left out of its count.
 * Subscriptions are left out: each of their events is answered by the same loaders as a query.
 */
const EXAMPLES = readExamples(join(import.meta.dirname, "../../../schema/examples"));
const ofKind = (kind: "query" | "mutation") => EXAMPLES.filter((example) => operationOf(example) === kind);

/** By how many an operation exceeds, and why it may. */
const EXCEPTIONS: Readonly<Record<string, { readonly by: number; readonly why: string }>> = {
  "50-propose-an-amendment": { by: 1, why: "what it answers, the terms before it and after, is read again once it is committed" },
  "61-dashboard-of-my-academy": { by: 1, why: "the schools least covered are rows of the totals that another index finds" },
  "62-dashboard-of-the-country": { by: 2, why: "so are those of the country; and the gateway has the académies before it knows the campaign, whose totals it asks then" },
  "64-coverage-of-my-territory": { by: 1, why: "the schools least covered are rows of the totals that another index finds" },
  "67-candidatures-of-my-territory": { by: 1, why: "of which kinds of host there is a median is known once the kinds are" },
  "69-enrolment": { by: 1, why: "of which schools the totals are asked is known once the département's are listed" },
};

/**
 * Acts on many are played on what the demonstration has, in place of the ids that stand in their files. Of conventions on one: each is
 * validated in a transaction of its own, so that the rule holds of each.
 */
const FOUND_FOR: Readonly<Record<string, (client: StagesClient) => Promise<Record<string, unknown>>>> = {
  "30-answer-many-candidatures": async (client) => {
    const { candidatures } = await client.need<Found<"candidatures">>("{ candidatures(status: SUBMITTED, first: 10) { edges { node { id } } } }");
    return { answers: idsIn(candidatures).map((candidatureId, nth) => ({ candidatureId, answer: nth % 2 ? "REFUSE" : "ACCEPT", reason: "Nous n'avons plus de place cette semaine-là." })) };
  },
  "34-validate-many-conventions": async (client) => {
    const { conventions } = await client.need<Found<"conventions">>("{ conventions(status: HOST_COMPLETED, first: 1) { edges { node { id } } } }");
    return { ids: idsIn(conventions) };
  },
};

type Found<K extends string> = Record<K, { readonly edges: readonly { readonly node: { readonly id: string } }[] }>;
const idsIn = ({ edges }: Found<string>[string]) => edges.map(({ node }) => node.id);

let platform: CountedPlatform;
/** Whether each object loads what it needs by itself. */
let naive = false;

beforeAll(async () => {
  platform = await countedPlatform((subgraph) => ({ ...subgraph, contextOf: (...request) => (naive ? naiveContext(subgraph, request) : subgraph.contextOf(...request)) }));
  // What is remembered for a second stays so, on a slow machine too: on the way of a request, nothing else asks what time has passed.
  vi.spyOn(performance, "now").mockReturnValue(performance.now());
  for (const name of ["61-dashboard-of-my-academy", "69-enrolment"]) await played(EXAMPLES.find((example) => example.name === name)!);
});
afterAll(async () => {
  vi.restoreAllMocks();
  process.stdout.write(`${table()}\n`);
  await platform.stop();
});

/** The gateway knows who asks from then on. */
async function clientOf(persona: string | null): Promise<StagesClient> {
  const client = await platform.as(persona as PersonaName | null);
  await client.need("{ viewer { role } }");
  return client;
}

const counts = new Map<string, Statements>();

async function played({ name, persona, variables, ...example }: PlayableExample, query = example.query): Promise<Statements> {
  const client = await clientOf(persona);
  const given = { ...variables, ...(await FOUND_FOR[name]?.(client)) };
  let statements: Statements | null = null;
  const { errors } = await playExample({ ...example, name, persona, query, variables: given }, async (text, values) => {
    const counted = await platform.counting(() => client.ask(text, values));
    statements = counted.statements;
    return counted.answer;
  });
  expect(errors).toBeUndefined();
  return statements!;
}

describe.each(["query", "mutation"] as const)("a %s", (kind) => {
  it.each(ofKind(kind))("$name makes no more statements than it has tables", async (example) => {
    const statements = await played(example);
    counts.set(example.name, statements);
    const most = allowed(kind, statements) + (EXCEPTIONS[example.name]?.by ?? 0);
    expect(statements.texts.length, inWords(statements)).toBeLessThanOrEqual(most);
  });
});

it("has no exception that is not needed", () => {
  for (const name of Object.keys(EXCEPTIONS)) {
    const kind = operationOf(EXAMPLES.find((example) => example.name === name)!) as "query" | "mutation";
    expect(counts.get(name)!.texts.length, name).toBeGreaterThan(allowed(kind, counts.get(name)!));
  }
});

const FIRST = /\bfirst: \d+/g;
const PAGED = ofKind("query").filter(({ query }) => query.search(FIRST) >= 0);

/** Campaigns are remembered, until one is defined. */
const isOfCampaigns = (text: string) => /from "\w+"\."campaigns"( order by|$)/.test(text);
const sizeOf = ({ texts }: Statements) => texts.filter((text) => !isOfCampaigns(text)).length;
const paged = (example: PlayableExample, first: number) => played(example, example.query.replaceAll(FIRST, `first: ${first}`));

it.each(PAGED)("$name makes as many for fifty as for five", async (example) => {
  const [five, fifty] = [await paged(example, 5), await paged(example, 50)];
  // One of the fifty may have what none of the five had: a table more.
  const found = [...fifty.tables].filter((table) => !five.tables.has(table) && !table.endsWith(".campaigns")).length;
  expect(sizeOf(fifty), `${inWords(five)}\n${inWords(fifty)}`).toBeLessThanOrEqual(sizeOf(five) + found);
});

it("asks no subgraph for a tenth of the references that one call may have, pages of fifty included", () => {
  expect(platform.mostRepresentations()).toBeGreaterThan(10);
  expect(platform.mostRepresentations()).toBeLessThan(MOST_REPRESENTATIONS / 10);
});

describe("the rule", () => {
  afterAll(() => void (naive = false));

  it.each(["05-my-candidatures", "08-conventions-to-validate"])("would find loaders that do not batch, in %s", async (name) => {
    naive = true;
    const statements = await played(EXAMPLES.find((example) => example.name === name)!);
    expect(statements.texts.length).toBeGreaterThan(allowed("query", statements));
  });
});

type Loaders = Record<string, { load?(key: unknown): Promise<unknown> }>;

/** As if each resolver asked by itself: for every key, loaders of its own. */
function naiveContext(subgraph: Servable, request: Parameters<Servable["contextOf"]>): object {
  const fresh = () => subgraph.contextOf(...request) as { readonly loaders: Loaders };
  const context = fresh();
  const alone = Object.entries(context.loaders).map(([name, loader]) => [name, loader.load ? { prime: () => {}, load: (key: unknown) => fresh().loaders[name]!.load!(key) } : loader]);
  return { ...context, loaders: Object.fromEntries(alone) };
}

function table(): string {
  const lines = [...counts].map(([name, { texts, tables, written, around }]) => [name, texts.length, tables.size, written.size, around]);
  const rows = [["operation", "statements", "tables", "of them written", "around"], ...lines].map(([name, ...numbers]) => `${String(name).padEnd(40)}${numbers.map((number) => String(number).padStart(17)).join("")}`);
  return `${rows.join("\n")}\naround: begin, commit, the taking of a standing, advisory locks`;
}
