import type { Actor, Role } from "@stages/kernel/actor.ts";
import { ROLES } from "@stages/kernel/actor.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import { buildSchema, graphql, type GraphQLSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { AUDITED_ROLES } from "@stages/kernel/audited-roles.ts";
import { compileAudit, flawsOf, INSIDE, NOTHING, personal, type PersonalData } from "./audit.ts";
import { requestContext } from "./context.ts";

const SDL = `
  type Query { pupil: Pupil pupils: [Pupil!]! paper: Paper secret: String }
  type Pupil { id: ID! name: String age: Int home: Home notes: [String!]! refused: String }
  type Home { town: String }
  type Paper { title: String pupil: Pupil }
`;
interface Pupil {
  readonly id: StudentId;
}
const PERSONAL: PersonalData = {
  Pupil: personal("IDENTITY", ({ id }: Pupil) => ({ studentId: id }), { fields: { home: "HOME" }, except: ["id"] }),
  Home: INSIDE,
  Paper: NOTHING,
  "Query.secret": NOTHING,
};

const pupil = (id: string, overrides: object = {}) => ({ id, name: "Lou", age: async () => 15, home: { town: "Tulle" }, notes: [], refused: () => { throw new Error("no"); }, ...overrides });
const actorOf = (role: Role) => ({ role, personId: "person_1" }) as unknown as Actor;

async function readsOf(query: string, role: Role, rootValue: object, classified: PersonalData = PERSONAL, schema: GraphQLSchema = buildSchema(SDL)) {
  compileAudit(schema, classified);
  const contextValue = requestContext({ actor: actorOf(role), now: Temporal.Instant.from("2027-05-01T08:00:00Z"), requestId: "r" });
  const { data } = await graphql({ schema, source: query, rootValue, contextValue });
  expect(data).toBeTruthy();
  return contextValue.reads.settled();
}

const read = (coordinates: readonly string[], categories: readonly string[], ...ids: readonly string[]) => ({
  coordinates, categories, students: ids.map((studentId) => ({ studentId, schoolUai: null })),
});

describe("what a request was shown", () => {
  it("is noted once a student, however often and by whatever path", async () => {
    const root = { pupil: pupil("s1"), paper: { title: "x", pupil: pupil("s1") } };
    expect(await readsOf("{ pupil { name } again: pupil { name home { town } } paper { pupil { age } } }", "SCHOOL_HEAD", root)).toEqual([
      read(["Pupil.age", "Pupil.home", "Pupil.name"], ["HOME", "IDENTITY"], "s1"),
    ]);
  });

  it("is told together for the students of whom it is the same", async () => {
    const root = { pupils: [pupil("s1"), pupil("s2"), pupil("s3", { name: null })] };
    expect(await readsOf("{ pupils { name age } }", "MINISTRY", root)).toEqual([
      read(["Pupil.age", "Pupil.name"], ["IDENTITY"], "s1", "s2"),
      read(["Pupil.age"], ["IDENTITY"], "s3"),
    ]);
  });

  it.each(["{ pupil { id __typename } }", "{ pupil { refused } }", "{ pupil { notes } }", "{ paper { title } }"])("is nothing for %s", async (query) => {
    expect(await readsOf(query, "SCHOOL_HEAD", { pupil: pupil("s1"), paper: { title: "x" } })).toEqual([]);
  });

  it.each(ROLES)("matters of the staff alone: %s", async (role) => {
    expect((await readsOf("{ pupil { name } }", role, { pupil: pupil("s1") })).length).toBe(AUDITED_ROLES.has(role) ? 1 : 0);
  });

  it("cannot leave while nobody knows whose it is", async () => {
    const classified = { ...PERSONAL, Pupil: personal("IDENTITY", async (): Promise<never> => { throw new Error("whose?"); }) };
    await expect(readsOf("{ pupil { name } }", "RECTORAT", { pupil: pupil("s1") }, classified)).rejects.toThrow("whose?");
  });
});

describe("the start fails", () => {
  const { Home: _, ...withoutHome } = PERSONAL;
  const { "Query.secret": __, ...withoutSecret } = PERSONAL;
  it.each<[string, PersonalData, string]>([
    ["when a type is not classified", withoutHome, "Home is not classified"],
    ["when a root field returns a bare value that nobody vouched for", withoutSecret, "Query.secret returns no object, and is not said to show nothing"],
    ["when a line classifies no type", { ...PERSONAL, Pupils: NOTHING }, "Pupils classifies nothing"],
    ["when a line names a field that is none", { ...PERSONAL, Pupil: personal("IDENTITY", ({ id }: Pupil) => ({ studentId: id }), { except: ["ids"] }) }, "Pupil.ids classifies nothing"],
    ["when a path leads inside without a note", { ...PERSONAL, Pupil: NOTHING }, "Pupil.home leads inside, to Home, without a note"],
    ["when a personal type has no personal field", { ...PERSONAL, Home: personal("HOME", ({ id }: Pupil) => ({ studentId: id }), { except: ["town"] }) }, "Home is personal, and no field of it is"],
  ])("%s", (_name, classified, flaw) => {
    expect(flawsOf(buildSchema(SDL), classified)).toEqual([flaw]);
    expect(() => compileAudit(buildSchema(SDL), classified)).toThrow(flaw);
  });

  it("and not otherwise", () => {
    expect(flawsOf(buildSchema(SDL), PERSONAL)).toEqual([]);
  });
});
