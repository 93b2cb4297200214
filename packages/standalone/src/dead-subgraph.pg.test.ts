import { join } from "node:path";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { SUBGRAPH_NAMES, type SubgraphName } from "@stages/transport/transport.ts";
import { SubgraphUnavailableError } from "@stages/transport/unavailable.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CountedPlatform, countedPlatform } from "./counted-platform.ts";
import { operationOf, type PlayableExample, playExample, readExamples } from "./examples.ts";

/** Every query of the examples, with each subgraph dead in turn: it costs its own fields, says so by a code at their place, and no others. */
const QUERIES = readExamples(join(import.meta.dirname, "../../../schema/examples")).filter((example) => operationOf(example) === "query");

let platform: CountedPlatform;
let dead: SubgraphName | null = null;
const whole = new Map<string, unknown>();

interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly { readonly path?: readonly unknown[]; readonly extensions: { readonly code: string } }[];
}

beforeAll(async () => {
  platform = await countedPlatform((subgraph) => ({
    ...subgraph,
    contextOf: (...request) => {
      if (dead === subgraph.name) throw new SubgraphUnavailableError(subgraph.name, new Error("killed"), "NOT_BEGUN");
      return subgraph.contextOf(...request);
    },
  }));
  for (const example of QUERIES) {
    const { data, errors } = await played(example);
    expect(errors, example.name).toBeUndefined();
    whole.set(example.name, data);
  }
});
afterAll(() => platform.stop());

async function played(example: PlayableExample): Promise<Answered> {
  const client = await platform.as(example.persona as PersonaName | null);
  return (await playExample(example, (query, variables) => client.ask(query, variables))) as Answered;
}

it.each(SUBGRAPH_NAMES)("%s dead costs its own fields alone", async (name) => {
  let partial = 0;
  for (const example of QUERIES) {
    dead = null;
    // Whoever asks is known to the gateway from then on, for half a minute.
    await (await platform.as(example.persona as PersonaName | null)).ask("{ viewer { role } }");
    dead = name;
    const { data, errors = [] } = await played(example);
    expect([...new Set(errors.map(({ extensions }) => extensions.code))].filter((code) => code !== "TEMPORARILY_UNAVAILABLE"), example.name).toEqual([]);
    for (const { path } of errors) expect(data === undefined || data === null || (path?.length ?? 0) > 0, `${example.name} ${JSON.stringify(errors)}`).toBe(true);
    const lost = lostIn(data ?? null, whole.get(example.name));
    if (lost > 0) expect(errors.length, example.name).toBeGreaterThan(0);
    if (lost > 0 && data) partial += 1;
  }
  dead = null;
  expect(partial).toBeGreaterThan(0);
});

it("and all is as before once it is back", async () => {
  dead = null;
  for (const example of QUERIES) expect((await played(example)).errors, example.name).toBeUndefined();
});

/** How many values are null that were not; any other difference fails. */
function lostIn(part: unknown, before: unknown): number {
  if (part === null) return before === null ? 0 : 1;
  if (typeof part !== "object") {
    expect(typeof part).toBe(typeof before);
    return 0;
  }
  return Object.entries(part).reduce((lost, [name, value]) => lost + lostIn(value, (before as Record<string, unknown>)[name]), 0);
}
