import { type ExecutionResult, type FragmentDefinitionNode, type GraphQLError, Kind, type OperationDefinitionNode, type SelectionSetNode } from "graphql";
import type { Rates } from "./rates.ts";

/** Whatever takes a secret that could be tried one after the other, besides what each counts by itself. */
const TAKE_A_SECRET: ReadonlySet<string> = new Set(["openPersonalLink", "verifyDocument", "signConvention", "signConventions", "signAmendment", "signAttestation"]);
const WRONG: ReadonlySet<unknown> = new Set(["LINK_UNKNOWN", "SIGNATURE_CODE_WRONG"]);

interface Guessing {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly address: string | undefined;
}

/** Runs an operation that tries secrets only while its address has not tried too many that were wrong, and counts those that are. */
export async function countingGuesses(rates: Pick<Rates, "guess" | "wrong">, { operation, fragments, address }: Guessing, execute: () => Promise<ExecutionResult>): Promise<ExecutionResult> {
  const tried = [...rootsOf(operation.selectionSet, fragments, new Set())].filter(([, field]) => TAKE_A_SECRET.has(field));
  if (tried.length === 0) return execute();
  try {
    await rates.guess("secret", address);
  } catch (refusal) {
    return { errors: [refusal as GraphQLError] };
  }
  const result = await execute();
  const wrong = (result.errors ?? []).filter(({ extensions }) => WRONG.has(extensions["code"])).length + tried.filter(([name, field]) => field === "verifyDocument" && result.data?.[name] === false).length;
  for (let each = 0; each < wrong; each += 1) await rates.wrong("secret", address);
  return result;
}

/** The names of an answer's members, each with its field. */
function* rootsOf({ selections }: SelectionSetNode, fragments: Guessing["fragments"], seen: Set<string>): Generator<readonly [string, string]> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) yield [(selection.alias ?? selection.name).value, selection.name.value];
    else if (selection.kind === Kind.INLINE_FRAGMENT) yield* rootsOf(selection.selectionSet, fragments, seen);
    else {
      const fragment = fragments[selection.name.value];
      if (fragment && !seen.has(selection.name.value)) yield* rootsOf(fragment.selectionSet, fragments, seen.add(selection.name.value));
    }
  }
}
