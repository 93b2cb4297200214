import { join } from "node:path";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { readExamples } from "@stages/standalone/examples.ts";

export interface Operation {
  readonly name: string;
  readonly persona: PersonaName;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What a student's app asks for, then a host's, then a school's: by the names of their files in schema/examples. */
export const OPERATION_NAMES = [
  "01-who-am-i",
  "04-offers-near-home",
  "05-my-candidatures",
  "28-offers-on-a-map",
  "06-candidatures-to-answer",
  "31-candidatures-among-colleagues",
  "41-amendments-of-my-conventions",
  "08-conventions-to-validate",
  "13-my-school",
  "35-who-has-signed",
] as const;

export type OperationName = (typeof OPERATION_NAMES)[number];

/** As they stand there, for the persona and with the variables that their comments say. */
export function readOperations(): readonly (Operation & { readonly name: OperationName })[] {
  const examples = new Map(readExamples(join(import.meta.dirname, "../../../schema/examples")).map((example) => [example.name, example]));
  return OPERATION_NAMES.map((name) => {
    const { persona, query, variables } = examples.get(name) ?? missing(name);
    return { name, persona: persona as PersonaName, query, variables: variables ?? {} };
  });
}

function missing(name: string): never {
  throw new Error(`schema/examples has no ${name}`);
}
