import * as fc from "fast-check";
import type { GraphBody } from "./answer-shape.ts";
import { callersOf } from "./callers.ts";
import { drawing } from "./draw.ts";
import type { FuzzedGraph } from "./fuzz-operations.ts";
import { type DrawnOperation, drawOperation } from "./operations.ts";

export interface HalfDone {
  readonly refused: number;
  readonly done: number;
  readonly faults: readonly string[];
}

/** A sweep may tell something of its own in between: what is left behind by a refusal is left again when it is asked again. */
const TRIES = 3;

/** Mutations one after the other, each by someone who may call it: what is refused has told nothing, and so has done nothing. */
export async function nothingHalfDone(fuzzed: FuzzedGraph, told: () => Promise<number>, { mutations, seed }: { readonly mutations: number; readonly seed: number }): Promise<HalfDone> {
  const callers = callersOf();
  const faults: string[] = [];
  let refused = 0;
  let done = 0;

  async function leaves(persona: string | null, operation: DrawnOperation): Promise<"nothing" | "its effect" | "a trace"> {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const before = await told();
      const { text } = await fuzzed.post(persona, operation);
      const { data, errors } = JSON.parse(text) as GraphBody;
      if (!errors || data?.["r0"] != null) return "its effect";
      if ((await told()) === before) return "nothing";
    }
    return "a trace";
  }

  const property = fc.asyncProperty(fc.gen(), async (g) => {
    const draw = drawing(g);
    const operation = drawOperation(fuzzed.schema, fuzzed.pool, draw, { kind: "mutation" });
    const persona = draw.of(callers.get(operation.roots[0]!) ?? [null]);
    const left = await leaves(persona, operation);
    if (left === "its effect") done += 1;
    else refused += 1;
    if (left === "a trace") faults.push(`refused, yet something was told, by ${persona}: ${operation.query} ${JSON.stringify(operation.variables)}`);
  });
  await fc.check(property, { seed, numRuns: mutations });
  return { refused, done, faults };
}
