import { join } from "node:path";
import { playExample, readExamples } from "@stages/standalone/examples.ts";
import type { GraphBody } from "./answer-shape.ts";
import type { Pool } from "./values.ts";

const EXAMPLES = join(import.meta.dirname, "../../schema/examples");
const IDS = /\b(?:[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25})\b/g;
const UAIS = /\b\d{7}[A-Z]\b/g;
const CURSORS = /"(?:endCursor|cursor)":"([^"]+)"/g;

export type Ask = (persona: string | null, query: string, variables: Readonly<Record<string, unknown>>) => Promise<GraphBody>;

/** What the platform shows to whom its examples are meant for. They act, too: what is fuzzed is a world that has lived. */
export async function poolOf(ask: Ask): Promise<Pool> {
  const texts: string[] = [];
  for (const example of readExamples(EXAMPLES)) {
    if (/^\s*subscription\b/m.test(example.query)) continue;
    const answer = await playExample(example, async (query, variables) => {
      const body = await ask(example.persona, query, variables);
      texts.push(JSON.stringify(body));
      return body;
    });
    texts.push(JSON.stringify(answer), JSON.stringify(example.variables));
  }
  const all = texts.join("\n");
  const unique = (found: Iterable<string>) => [...new Set(found)].sort();
  return { ids: unique(all.match(IDS) ?? []), uais: unique(all.match(UAIS) ?? []), cursors: unique(Array.from(all.matchAll(CURSORS), ([, cursor]) => cursor!)) };
}
