import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Example } from "@stages/gateway/config.ts";
import { type DocumentNode, parse, print, separateOperations } from "graphql";

const VARIABLES = /^#\s*variables:\s*(\{.*\})\s*$/;
const TAKEN = /^#\s*take:\s*(\{.*\})\s*$/;
const PERSONA = /^#\s*persona:\s*(\S+)\s*$/;

/**
 * The operations of `schema/examples`, which the tests run and the page offers. The comment lines above an operation are its title;
 * one of them may be `# variables: {…}`, another `# persona: student`, as whom it is to be tried. An act on something that only
 * the data knows has two operations: the first finds it, and `# take: {"id": "conventions.edges.0.node.id"}` says where.
 */
export function readExamples(folder: string): readonly PlayableExample[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".graphql"));
  return files.sort().map((file) => parseExample(basename(file, ".graphql"), readFileSync(join(folder, file), "utf8")));
}

export interface PlayableExample extends Example {
  /** By variable of the last operation: the path of its value in the answer to the first. */
  readonly taken: Readonly<Record<string, string>>;
}

export function parseExample(name: string, query: string): PlayableExample {
  const lines = query.split("\n").map((line) => line.trim());
  const end = lines.findIndex((line) => line !== "" && !line.startsWith("#"));
  const comments = lines.slice(0, Math.max(end, 0)).filter((line) => line.startsWith("#"));
  const variables = comments.map((line) => line.match(VARIABLES)?.[1]).find(Boolean) ?? "{}";
  const persona = comments.map((line) => line.match(PERSONA)?.[1]).find(Boolean) ?? null;
  const taken = comments.map((line) => line.match(TAKEN)?.[1]).find(Boolean) ?? "{}";
  const title = comments.filter((line) => ![VARIABLES, PERSONA, TAKEN].some((known) => known.test(line))).map((line) => line.replace(/^#+\s*/, ""));
  return { name, title: title.join(" ").trim() || name, persona, query, variables: JSON.parse(variables) as Example["variables"], taken: JSON.parse(taken) as PlayableExample["taken"] };
}

/** The operation that an example is about: its last. */
export function operationOf({ query }: Example): "query" | "mutation" | "subscription" {
  const last = parse(query).definitions.at(-1)!;
  if (last.kind !== "OperationDefinition") throw new Error("an example ends with its operation");
  return last.operation;
}

type Ask = (query: string, variables: Record<string, unknown>) => Promise<{ readonly data?: unknown; readonly errors?: unknown }>;

/** Plays an example as a reader would: what it needs is found first, then handed to its last operation. */
export async function playExample({ query, variables, taken }: PlayableExample, ask: Ask): ReturnType<Ask> {
  const operations = Object.values(separateOperations(parse(query))) as DocumentNode[];
  const found = operations.length > 1 ? await ask(print(operations[0]!), {}) : null;
  if (found?.errors) return found;
  const given = Object.entries(taken).map(([name, path]) => [name, valueAt(found?.data, path)] as const);
  return ask(print(operations.at(-1)!), { ...variables, ...Object.fromEntries(given) });
}

const valueAt = (data: unknown, path: string): unknown => path.split(".").reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], data);
