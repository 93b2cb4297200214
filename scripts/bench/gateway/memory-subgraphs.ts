import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSubgraphSchema } from "@apollo/subgraph";
import type { Servable, SubgraphName } from "@stages/transport/transport.ts";
import { parse } from "graphql";

/*
 * The committed schemas of the four subgraphs, answering the one operation of this benchmark at once: what is left is the
 * gateway and the way to its subgraphs, which is what a transport can make better or worse.
 */
const CANDIDATURES = ["EXPIRED", "REFUSED", "ACCEPTED", "READ", "SUBMITTED"].map((status, rank) => ({ id: `candidature-${rank}`, status, offer: { id: `offer-${rank}` } }));
const STUDENT = { role: "STUDENT", personId: "person-1", studentId: "student-1", schoolUai: "0190038H" };

const RESOLVERS: Readonly<Record<SubgraphName, Record<string, object>>> = {
  people: {
    Query: { actor: () => STUDENT, viewer: () => ({ student: { id: STUDENT.studentId } }) },
    Subscription: { actorsChanged: { subscribe: silence } },
  },
  candidatures: { Student: { candidatures: () => CANDIDATURES } },
  offers: {
    Offer: {
      __resolveReference: ({ id }: { id: string }) => ({ id, title: `Découvrir un métier, ${id}`, host: { legalName: `Structure de ${id} (démonstration)` } }),
    },
  },
  conventions: { Candidature: { convention: ({ id }: { id: string }) => (id === "candidature-2" ? { status: "DRAFT" } : null) } },
};

export function memorySubgraph(name: SubgraphName): Servable {
  const sdl = readFileSync(join(import.meta.dirname, `../../../schema/subgraphs/${name}.graphql`), "utf8");
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: RESOLVERS[name] as never }]);
  return { name, schema, contextOf: (caller) => ({ caller }) };
}

/** Nobody's role changes here. Not a generator: one that waits could not be left. */
function silence(): AsyncIterableIterator<never> {
  const { promise, resolve } = Promise.withResolvers<IteratorResult<never, undefined>>();
  const done = { done: true, value: undefined } as const;
  return {
    next: () => promise,
    return: async () => {
      resolve(done);
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
