/** What our small pages ask of the graph, and how they are refused. */

/** One thing to mend; `field` as the graph names it, where there is one. */
export interface Told {
  readonly message: string;
  readonly field?: string | null;
}

export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** Everything that is to be mended, where there is more than one thing. */
    readonly all: readonly Told[] = [{ message }],
  ) {
    super(message);
  }
}

export interface GraphErrorLike {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly refusals?: readonly Told[]; readonly after?: string };
}

export const refusedBy = ({ message, extensions }: GraphErrorLike) => new Refused(extensions?.code ?? "", message, extensions?.refusals);
export const OFFLINE = new Refused("OFFLINE", "Le service ne répond pas. Vérifiez votre connexion, puis recommencez.");

/** Who asks, and in which of their roles: the first when it is left out. */
export const headersOf = (bearer?: string, role?: string | null): Readonly<Record<string, string>> => ({
  "content-type": "application/json",
  ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
  ...(role ? { "x-stages-role": role } : {}),
});

export async function ask<T>(query: string, variables: object, bearer?: string, role?: string | null): Promise<T> {
  let response: Response;
  try {
    response = await fetch("/graphql", {
      method: "POST",
      headers: { ...headersOf(bearer, role), accept: "application/json" },
      body: JSON.stringify({ query, variables }),
      credentials: "omit",
    });
  } catch {
    throw OFFLINE;
  }
  const { data, errors } = (await response.json()) as { data?: T; errors?: readonly GraphErrorLike[] };
  if (errors?.[0]) throw refusedBy(errors[0]);
  return data as T;
}
