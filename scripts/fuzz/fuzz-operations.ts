import { PERSONA_NAMES } from "@stages/demonstration/personas.ts";
import * as fc from "fast-check";
import type { GraphQLSchema } from "graphql";
import { type GraphBody, shapeFaults } from "./answer-shape.ts";
import { callersOf } from "./callers.ts";
import { counts } from "./counts.ts";
import { drawing } from "./draw.ts";
import type { Fuzzed, FuzzOptions } from "./fuzz-http.ts";
import { type Answered, faultsOf, isUnexpectedLine } from "./invariants.ts";
import { type DrawnOperation, drawOperation, type OperationOptions } from "./operations.ts";
import type { Pool } from "./values.ts";

export type Post = (persona: string | null, operation: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> }) => Promise<Answered>;

export interface FuzzedGraph {
  readonly schema: GraphQLSchema;
  readonly pool: Pool;
  readonly post: Post;
  readonly lives: () => boolean;
  readonly lines: readonly string[];
}

const PERSONAS: readonly (string | null)[] = [null, ...PERSONA_NAMES];
const AT_ONCE = 8;
/** Codes of what was refused before anything was asked of anyone. */
const NOT_RUN = new Set(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "OPERATION_RESOLUTION_FAILURE", "BAD_REQUEST", "REQUEST_TOO_LARGE"]);

/** Operations drawn by their seed, some at once, each as some persona, until one breaks a promise: that one is told as it is, since what is drawn step by step shrinks badly. */
export async function fuzzOperations(fuzzed: FuzzedGraph, { requests, seed, path, gather }: FuzzOptions, options: OperationOptions = {}): Promise<Fuzzed & { readonly roots: ReadonlyMap<string, number> }> {
  const statuses = counts();
  const codes = counts();
  const roots = counts();
  const seenRoots = { add: (body: GraphBody, operation: DrawnOperation) => operation.roots.forEach((root, index) => body.data?.[`r${index}`] != null && roots.add(root)) };
  const callers = callersOf();
  let sent = 0;

  async function faultsOfOne(persona: string | null, operation: DrawnOperation): Promise<string[]> {
    const { status, contentType, text } = await fuzzed.post(persona, operation);
    sent += 1;
    statuses.add(String(status));
    const body = bodyOf(text);
    const found = (body.errors ?? []).map(({ extensions }) => String(extensions?.code));
    for (const code of found) codes.add(code);
    seenRoots.add(body, operation);
    const ran = body.data !== undefined && !found.some((code) => NOT_RUN.has(code));
    return [...faultsOf({ status, contentType, text }), ...(ran ? shapeFaults(fuzzed.schema, operation.query, operation.variables, body) : [])].map((fault) => `${fault}\n  as ${persona ?? "a visitor"}: ${operation.query}\n  ${JSON.stringify(operation.variables).slice(0, 2_000)}`);
  }

  const property = fc.asyncProperty(fc.gen(), async (g) => {
    const draw = drawing(g);
    const lot = Array.from({ length: 1 + draw.below(AT_ONCE) }, () => {
      const operation = drawOperation(fuzzed.schema, fuzzed.pool, draw, options);
      // Most often someone who may call it, so that what comes after is reached.
      const allowed = callers.get(operation.roots[0]!) ?? [];
      return { operation, persona: draw.of(allowed.length > 0 && draw.below(10) < 8 ? allowed : PERSONAS) };
    });
    const linesBefore = fuzzed.lines.length;
    const faults = (await Promise.all(lot.map(({ persona, operation }) => faultsOfOne(persona, operation)))).flat();
    faults.push(...fuzzed.lines.slice(linesBefore).filter(isUnexpectedLine).map((line) => `the log: ${line.slice(0, 1_500)}`));
    if (!fuzzed.lives()) faults.push(`the server ended: ${fuzzed.lines.slice(-10).join("\n")}`);
    if (gather) faults.forEach(gather);
    else if (faults.length > 0) throw new Error(faults.slice(0, 3).join("\n"));
  });
  let details = await fc.check(property, { seed, numRuns: Math.ceil(requests / AT_ONCE), ...(path !== undefined && { path }), endOnFailure: true });
  for (let round = 1; !details.failed && sent < requests && path === undefined; round += 1) details = await fc.check(property, { seed: seed + round, numRuns: Math.ceil((requests - sent) / AT_ONCE), endOnFailure: true });
  const what = String((details.errorInstance as Error | null)?.message);
  return { sent, statuses: statuses.sorted(), codes: codes.sorted(), roots: roots.sorted(), fault: details.failed ? { what, counterexample: what, replay: `seed ${details.seed}, path ${details.counterexamplePath}` } : null };
}

/** What is no JSON is a fault already, by its status or its content. */
function bodyOf(text: string): GraphBody {
  try {
    return JSON.parse(text) as GraphBody;
  } catch {
    return {};
  }
}
