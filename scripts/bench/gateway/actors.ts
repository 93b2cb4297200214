import { type KeyObject, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type PersonaName, personaNamed } from "@stages/demonstration/personas.ts";
import { type Actor, PLATFORM } from "@stages/kernel/actor.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { httpTransport } from "@stages/transport/http.ts";
import { callerSigner } from "@stages/transport/internal-token.ts";
import type { SubgraphName } from "@stages/transport/transport.ts";

/** By what a token of the demonstration's issuer has as its subject: the persona's name. */
export type Actors = ReadonlyMap<string, Actor>;

export interface Callers {
  readonly actors: Actors;
  readonly signingKey: KeyObject;
}

/** Who the personas are to the platform: the peers are told, and ask nobody. */
export async function actorsOf(personas: readonly PersonaName[], peopleUrl: string, signingKey: KeyObject): Promise<Actors> {
  const people = httpTransport({ name: "people", url: peopleUrl, signingKey });
  const actors = new Map<string, Actor>();
  for (const name of new Set(personas)) {
    const { subject } = personaNamed(name)!;
    const caller = { actor: PLATFORM, now: systemClock(), requestId: randomUUID() };
    const { data, errors } = await people.execute({ query: "query ($subject: String!) { actor(subject: $subject) }", variables: { subject }, caller });
    if (!data?.["actor"]) throw new Error(errors?.[0]?.message ?? `nobody is behind ${subject}`);
    actors.set(name, data["actor"] as Actor);
  }
  await people.stop();
  return actors;
}

export const readActors = (file: string): Actors => new Map(JSON.parse(readFileSync(file, "utf8")) as [string, Actor][]);

/** The header of one request of a persona's straight to a subgraph, as our gateway would sign it. */
export function authorizationTo(subgraph: SubgraphName, persona: PersonaName, { actors, signingKey }: Callers): () => string {
  const actor = actors.get(persona)!;
  const tokenOf = callerSigner(subgraph, signingKey, systemClock);
  return () => `Bearer ${tokenOf({ actor, now: systemClock(), requestId: randomUUID() })}`;
}
