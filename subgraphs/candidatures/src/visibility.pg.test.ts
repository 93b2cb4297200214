import { ANONYMOUS } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTORS } from "./domain/fixtures.ts";
import { type Answer, type Graph, HOST_ACTOR, type Shown, type ShownPage, startGraph } from "./graph-fixture.ts";

let graph: Graph;

beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.stop());

describe("who sees what", () => {
  const WAYS = `query($id: ID!, $r: [_Any!]!) {
    candidature(id: $id) { id motivation }
    candidatures(first: 100) { edges { node { id } } }
    _entities(representations: $r) {
      ... on Candidature { id }
      ... on Student { candidatures { id } }
      ... on Offer { page: candidatures { edges { node { id } } } }
      ... on Host { page: candidatures(first: 100) { edges { node { id } } } }
    }
  }`;

  interface Ways {
    readonly candidature: Shown | null;
    readonly candidatures: ShownPage;
    readonly _entities: readonly [Shown | null, { readonly candidatures: readonly Shown[] }, { readonly page: ShownPage }, { readonly page: ShownPage }];
  }

  it.each([
    ["student", true, true],
    ["representative", true, true],
    ["host", true, true],
    ["head", true, true],
    ["teacher", true, true],
    ["adviser", true, true],
    ["rectorat", true, false],
    ["dasen", true, false],
    ["otherDasen", false, false],
    ["ministry", true, false],
    ["otherStudent", false, false],
    ["otherRepresentative", false, false],
    ["otherHost", false, false],
    ["otherHead", false, false],
    ["otherRectorat", false, false],
    ["tutor", false, false],
  ] as const)("%s: the candidature %s, the motivation %s, by every way in", async (name, sees, reads) => {
    const { candidature, student } = await graph.candidature();
    const { id, offerId, studentId, hostId } = candidature;
    const actor = name === "student" ? student : name === "representative" ? { ...ACTORS.representative, studentIds: [studentId] } : ACTORS[name];
    const { data, code } = await graph.run<Ways>(actor, WAYS, {
      id,
      r: [{ __typename: "Candidature", id }, { __typename: "Student", id: studentId }, { __typename: "Offer", id: offerId }, { __typename: "Host", id: hostId }],
    });
    const found = sees ? [{ id }] : [];
    const nodes = ({ edges }: ShownPage) => edges.map(({ node }) => ({ id: node.id })).filter((node) => node.id === id);
    const [own, ofStudent, ofOffer, ofHost] = data._entities;
    expect(data.candidature?.id ?? null).toBe(sees ? id : null);
    expect(data.candidature?.motivation ?? null).toBe(reads ? candidature.motivation : null);
    expect(code).toBe(sees && !reads ? "FORBIDDEN" : undefined);
    expect([own ? [{ id: own.id }] : [], ofStudent.candidatures, nodes(ofOffer.page), nodes(ofHost.page), nodes(data.candidatures)]).toEqual([found, found, found, found, found]);
  });

  it("the seats of an offer: everyone signed in, and no visitor", async () => {
    const offer = await graph.offer({ seats: 3 });
    const query = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Offer { seatsTaken seatsLeft } } }";
    const ask = (actor: Parameters<Graph["run"]>[0]) => graph.run<{ _entities: unknown }>(actor, query, { r: [{ __typename: "Offer", id: offer.id }, { __typename: "Offer", id: newId("offer") }] });
    for (const actor of Object.values(ACTORS)) {
      expect((await ask(actor)).data._entities).toEqual([{ seatsTaken: 0, seatsLeft: 3 }, { seatsTaken: null, seatsLeft: null }]);
    }
    expect((await ask(ANONYMOUS)).code).toBe("UNAUTHENTICATED");
  });

  it("is read page by page, each once", async () => {
    const offer = await graph.offer();
    const students = await graph.students(5);
    const made = await graph.candidatures(students.map(({ studentId }) => ({ studentId, offerId: offer.id })));
    const page = "query($r: [_Any!]!, $after: String) { _entities(representations: $r) { ... on Offer { candidatures(first: 2, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } } } }";
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const answer: Answer<{ _entities: { candidatures: ShownPage }[] }> = await graph.run(HOST_ACTOR, page, { r: [{ __typename: "Offer", id: offer.id }], after });
      const { edges, pageInfo } = answer.data._entities[0]!.candidatures;
      seen.push(...edges.map(({ node }) => node.id));
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(seen).toEqual(made.map(({ id }) => id).sort());
  });
});
