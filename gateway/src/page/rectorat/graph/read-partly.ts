import { type GraphErrorLike, headersOf, OFFLINE, type Refused, refusedBy } from "../../browser/ask.ts";
import type { Session } from "../identity/session.ts";

export interface Answer<T> {
  readonly data: T | null;
  /** Of what stands as null in the data. */
  readonly refusals: readonly Refused[];
}

/** What could be answered is shown, and what could not is said to be missing: a subgraph that is away takes its own figures alone. */
export async function readPartly<T>({ token, role }: Session, query: string, variables: object, signal: AbortSignal): Promise<Answer<T>> {
  let body: { data?: T | null; errors?: readonly GraphErrorLike[] };
  try {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: { ...headersOf(token, role), accept: "application/json" },
      body: JSON.stringify({ query, variables }),
      credentials: "omit",
      signal,
    });
    body = (await response.json()) as typeof body;
  } catch (error) {
    throw signal.aborted ? error : OFFLINE;
  }
  const refusals = (body.errors ?? []).map(refusedBy);
  const ending = refusals.find(({ code }) => code === "UNAUTHENTICATED");
  if (ending) throw ending;
  return { data: body.data ?? null, refusals };
}
