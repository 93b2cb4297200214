import { isDeepStrictEqual } from "node:util";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import type { BenchWorld } from "../lib/bench-world.ts";
import type { Question } from "../lib/load.ts";
import type { Asked, Generated } from "./mix.ts";
import type { Operation } from "./operations.ts";
import { type GatewayName, GATEWAYS, type Targets, tokenOf } from "./targets.ts";

type Questions<Name extends string = string> = Readonly<Record<Name, Question>>;

/** As a client sends them, with the token of who asks. */
export async function clientQuestions(operations: readonly Operation[], world: BenchWorld): Promise<Questions> {
  const personas = [...new Set(operations.map(({ persona }) => persona))];
  const headers = new Map<PersonaName, Readonly<Record<string, string>>>();
  for (const persona of personas) headers.set(persona, { authorization: `Bearer ${await tokenOf(persona, world)}` });
  return Object.fromEntries(operations.map((operation) => [operation.name, graphqlQuestion(operation, () => headers.get(operation.persona)!)]));
}

/** The same of each gateway. */
export const toGateways = (targets: Targets, questions: Questions): Record<GatewayName, Asked> =>
  Object.fromEntries(GATEWAYS.map((name) => [name, { target: targets[name], questions }])) as Record<GatewayName, Asked>;

export function graphqlQuestion({ query, variables }: Operation, headers: Question["headers"]): Question {
  return { path: "/graphql", body: JSON.stringify({ query, variables }), headers };
}

/** Of the limit nothing is verified: it is told who asks, and reads the variables alone. */
export const limitQuestions = (operations: readonly Operation[]): Questions =>
  Object.fromEntries(operations.map(({ name, persona, variables }) => [name, { path: `/${name}/${persona}`, body: JSON.stringify(variables), headers: () => ({}) }]));

/** Each answers what the first one does, text for text, and no list of it is empty: that would measure nothing. */
export async function insistOnOneAnswer(generated: Readonly<Record<string, Generated>>): Promise<void> {
  const first = new Map<string, unknown>();
  for (const [target, { generator, questions }] of Object.entries(generated)) {
    for (const [name, question] of Object.entries(questions)) {
      const { data, errors } = JSON.parse(await generator.ask(question)) as { data?: unknown; errors?: unknown };
      if (errors) throw new Error(`${target} refuses ${name}: ${JSON.stringify(errors)}`);
      if (JSON.stringify(data).includes('"edges":[]')) throw new Error(`${target} finds nothing for ${name}: ${JSON.stringify(data)}`);
      if (!first.has(name)) first.set(name, data);
      else if (JSON.stringify(data) !== JSON.stringify(first.get(name))) throw new Error(differenceOf(target, name, data, first.get(name)));
    }
  }
}

function differenceOf(target: string, name: string, data: unknown, expected: unknown): string {
  const order = isDeepStrictEqual(data, expected) ? " but for the order of its fields" : "";
  const [one, other] = [data, expected].map((value) => JSON.stringify(value, null, 1).split("\n"));
  const line = one!.findIndex((text, rank) => text !== other![rank]);
  return `${target} answers ${name} differently${order}, at line ${line}:\n${one!.slice(line - 3, line + 3).join("\n")}\ninstead of\n${other!.slice(line - 3, line + 3).join("\n")}`;
}
