import { buildSubgraphSchema } from "@apollo/subgraph";
import { type Actor, ANONYMOUS } from "@stages/kernel/actor.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { execute, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { requestContext } from "./context.ts";
import { compilePolicy, EVERYONE, INHERIT, type Policy, SIGNED_IN, when } from "./policy.ts";

const SDL = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { paper(id: ID!): Paper  needed(id: ID!): Paper!  papers: [Paper!]!  shelf: Shelf!  secret: String }
  type Mutation { write: String }
  type Paper @key(fields: "id") { id: ID!  owner: String  note: String }
  type Shelf { papers: [Paper!]! }
`);

const PAPERS = [
  { id: "p1", owner: "person_1", note: "one" },
  { id: "p2", owner: "person_2", note: "two" },
];
const find = ({ id }: { id: string }) => PAPERS.find((paper) => paper.id === id) ?? null;

type Paper = (typeof PAPERS)[number];
const isOwner = (actor: { personId: string }, { owner }: Paper) => actor.personId === owner;
const isOwnerLater = async (actor: { personId: string }, paper: Paper) => isOwner(actor, paper);

const POLICY: Policy = {
  Paper: { STUDENT: when("its owner", isOwner), LEGAL_REPRESENTATIVE: when("its owner", isOwnerLater), MINISTRY: "allow" },
  "Paper.note": { STUDENT: "allow", LEGAL_REPRESENTATIVE: when("its owner", isOwnerLater) },
  Shelf: INHERIT,
  "Query.paper": SIGNED_IN,
  "Query.needed": SIGNED_IN,
  "Query.papers": EVERYONE,
  "Query.shelf": EVERYONE,
  "Query.secret": { MINISTRY: "allow" },
  "Mutation.write": { STUDENT: "allow" },
};

function schemaUnder(policy: Policy) {
  const resolvers = {
    Query: {
      paper: (_: unknown, args: { id: string }) => find(args),
      needed: (_: unknown, args: { id: string }) => find(args),
      papers: () => PAPERS,
      shelf: () => ({ papers: Promise.resolve(PAPERS) }),
      secret: () => "sesame",
    },
    Mutation: { write: () => "written" },
    Paper: { __resolveReference: async (reference: { id: string }) => find(reference) },
  };
  const schema = buildSubgraphSchema([{ typeDefs: SDL, resolvers }]);
  compilePolicy(schema, policy);
  return schema;
}

const schema = schemaUnder(POLICY);
const student: Actor = { role: "STUDENT", personId: "person_1", studentId: "student_1", schoolUai: "0190001H" as Uai };
const representative: Actor = { role: "LEGAL_REPRESENTATIVE", personId: "person_2", studentIds: [] };
const ministry: Actor = { role: "MINISTRY", personId: "person_3" };
const tutor: Actor = { role: "TUTOR", personId: "person_1", email: "tutor@atelier.example" };

async function ask(actor: Actor, query: string, variableValues: Record<string, unknown> = {}) {
  const contextValue = requestContext({ actor, now: Temporal.Instant.from("2027-05-01T08:00:00Z"), requestId: "test" });
  const { data, errors } = await execute({ schema, document: parse(query), contextValue, variableValues });
  return { data: JSON.parse(JSON.stringify(data ?? null)) as unknown, code: errors?.[0]?.extensions["code"] };
}

describe("a policy", () => {
  it.each(["Paper", "Shelf", "Query.secret", "Mutation.write"])("must have a cell for %s", (coordinate) => {
    const { [coordinate]: _, ...rest } = POLICY;
    expect(() => schemaUnder(rest)).toThrow(`No policy cell for: ${coordinate}`);
  });

  it.each(["Papper", "Paper.nope", "Query.sekret"])("must not have one for %s, which does not exist", (coordinate) => {
    expect(() => schemaUnder({ ...POLICY, [coordinate]: EVERYONE })).toThrow(`Policy cells for nothing: ${coordinate}`);
  });

  it("denies a role without a cell", async () => {
    expect(await ask(tutor, '{ paper(id: "p1") { id } papers { id } }')).toEqual({ data: { paper: null, papers: [] }, code: undefined });
    expect((await ask(tutor, "mutation { write }")).code).toBe("FORBIDDEN");
  });
});

describe.each([
  ["a student, by a plain predicate", student, "p1", "p2"],
  ["a representative, by one that takes time", representative, "p2", "p1"],
])("what %s may not see is not found", (_, actor, own, other) => {
  it("by a query", async () => {
    expect(await ask(actor, `{ own: paper(id: "${own}") { id } other: paper(id: "${other}") { id } }`)).toEqual({ data: { own: { id: own }, other: null }, code: undefined });
  });
  it("by a field that may not be null", async () => {
    expect((await ask(actor, `{ needed(id: "${other}") { id } }`)).code).toBe("NOT_FOUND");
  });
  it("in a list, and below another object", async () => {
    expect((await ask(actor, "{ papers { id } shelf { papers { id } } }")).data).toEqual({ papers: [{ id: own }], shelf: { papers: [{ id: own }] } });
  });
  it("by _entities", async () => {
    const representations = [own, other, "nope"].map((id) => ({ __typename: "Paper", id }));
    expect(await ask(actor, "query($r: [_Any!]!) { _entities(representations: $r) { ... on Paper { id } } }", { r: representations })).toEqual({
      data: { _entities: [{ id: own }, null, null] },
      code: undefined,
    });
  });
});

describe("a field", () => {
  it("is refused alone, the rest of its object being read", async () => {
    expect(await ask(ministry, '{ paper(id: "p1") { id note } }')).toEqual({ data: { paper: { id: "p1", note: null } }, code: "FORBIDDEN" });
    expect((await ask(student, '{ paper(id: "p1") { note } }')).data).toEqual({ paper: { note: "one" } });
  });

  it("says to sign in to a visitor, and that the role is wrong to the others", async () => {
    expect((await ask(ANONYMOUS, "{ secret }")).code).toBe("UNAUTHENTICATED");
    expect((await ask(student, "{ secret }")).code).toBe("FORBIDDEN");
    expect((await ask(ministry, "{ secret }")).data).toEqual({ secret: "sesame" });
  });

  it("does not run what it refuses", async () => {
    expect(await ask(ANONYMOUS, "mutation { write }")).toEqual({ data: { write: null }, code: "UNAUTHENTICATED" });
  });
});

describe("who came by a personal link", () => {
  const LINKED = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { convention(id: ID!): Convention  conventions: [Convention!]!  school: School }
    type Mutation { signConvention: Convention  cancelConvention: Convention }
    type Convention @key(fields: "id") { id: ID!  status: String  student: Student  offer: Offer  history: [Change!]  brandNew: Change }
    type Student @key(fields: "id") { id: ID!  firstName: String  home: Home  lastName: String  conventions: [Convention!] }
    type School @key(fields: "uai") { uai: ID! }
    type Offer @key(fields: "id") { id: ID!  title: String }
    type Change { to: String }
    type Home { place: String }
  `);
  const OPEN: Policy = {
    Convention: EVERYONE, Student: EVERYONE, School: EVERYONE, Offer: EVERYONE, Change: INHERIT, Home: INHERIT,
    "Student.lastName": EVERYONE, "Query.convention": EVERYONE, "Query.conventions": EVERYONE, "Query.school": EVERYONE, "Mutation.signConvention": EVERYONE, "Mutation.cancelConvention": EVERYONE,
  };
  const student = (id: string) => ({ id, firstName: "Lou", lastName: "Roche", home: { place: "Tulle" }, conventions: [{ id: "convention_1" }, { id: "convention_2" }] });
  const convention = (id: string) => ({ id, status: "VALIDATED", student: student("student_1"), offer: { id: "offer_1", title: "x" }, history: [{ to: "y" }], brandNew: { to: "z" } });
  const linked = buildSubgraphSchema([
    {
      typeDefs: LINKED,
      resolvers: {
        Query: { convention: (_: unknown, { id }: { id: string }) => convention(id), conventions: () => ["convention_1", "convention_2"].map(convention), school: () => ({ uai: "u" }) },
        Mutation: { signConvention: () => convention("convention_1"), cancelConvention: () => convention("convention_1") },
        Convention: { __resolveReference: ({ id }: { id: string }) => convention(id) },
        Student: { __resolveReference: ({ id }: { id: string }) => student(id) },
        School: { __resolveReference: (reference: object) => reference },
        Offer: { __resolveReference: (reference: object) => reference },
      },
    },
  ]);
  compilePolicy(linked, OPEN);
  const holder: Actor = { role: "LEGAL_REPRESENTATIVE", personId: "person_1", studentIds: ["student_1"], link: { purpose: "SIGN_CONVENTION", conventionId: "convention_1", studentId: "student_1" } };
  const ask = async (query: string, actor: Actor = holder) => {
    const contextValue = requestContext({ actor, now: Temporal.Instant.from("2027-01-01T00:00:00Z"), requestId: "test" });
    const { data, errors } = await execute({ schema: linked, document: parse(query), contextValue });
    return { data: JSON.parse(JSON.stringify(data)) as object, codes: errors?.map(({ extensions }) => extensions["code"]) };
  };

  it("reads what the purpose names, of the one object", async () => {
    expect(await ask('{ convention(id: "convention_1") { status student { firstName lastName } } }')).toEqual({ data: { convention: { status: "VALIDATED", student: { firstName: "Lou", lastName: "Roche" } } }, codes: undefined });
    expect(await ask("mutation { signConvention { id } }")).toEqual({ data: { signConvention: { id: "convention_1" } }, codes: undefined });
  });

  it("finds no other, by an id nor by a reference", async () => {
    expect((await ask('{ convention(id: "convention_2") { id } }')).data).toEqual({ convention: null });
    const REFERENCES = '{ _entities(representations: [{ __typename: "Convention", id: "convention_2" }, { __typename: "Student", id: "student_2" }, { __typename: "Offer", id: "o" }, { __typename: "Convention", id: "convention_1" }]) { __typename } }';
    expect((await ask(REFERENCES)).data).toEqual({ _entities: [null, null, null, { __typename: "Convention" }] });
  });

  it.each(["{ conventions { id } }", "{ school { uai } }", "mutation { cancelConvention { id } }", '{ convention(id: "convention_1") { offer { title } } }', '{ convention(id: "convention_1") { history { to } } }', '{ convention(id: "convention_1") { brandNew { to } } }', '{ convention(id: "convention_1") { student { conventions { id } } } }', '{ convention(id: "convention_1") { student { home { place } } } }'])("is refused what it does not name, open as it is to everyone: %s", async (query) => {
    expect((await ask(query)).codes).toEqual(["FORBIDDEN"]);
    expect((await ask(query, { role: "LEGAL_REPRESENTATIVE", personId: "person_1", studentIds: ["student_1"] })).codes).toBeUndefined();
  });
});
