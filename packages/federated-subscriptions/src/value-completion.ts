import { GraphQLError } from "graphql";

/** The parts of an execution result that matter here, as executeQueryPlan gives them. */
export interface PlanResult {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
  readonly extensions?: Record<string, unknown> | undefined;
}

export const VALUE_COMPLETION = "VALUE_COMPLETION";

/**
 * When a non-null value is missing, `executeQueryPlan` nulls its parent, up to `data: null`, and tells why only in
 * `extensions.valueCompletion`, without any `errors`. The GraphQL specification wants a field error there (§6.4.4), and a
 * client cannot act on less. Good for the results of queries and mutations too.
 */
export function promoteValueCompletion<R extends PlanResult>(result: R): R {
  const completions = result.extensions?.["valueCompletion"];
  if (!Array.isArray(completions)) return result;
  const { valueCompletion: _, ...extensions } = result.extensions!;
  const errors = completions.map(
    ({ message, path }: GraphQLError) => new GraphQLError(message, { path, extensions: { code: VALUE_COMPLETION } }),
  );
  const { extensions: __, ...rest } = result;
  return {
    ...rest,
    errors: [...(result.errors ?? []), ...errors],
    ...(Object.keys(extensions).length > 0 && { extensions }),
  } as unknown as R;
}
