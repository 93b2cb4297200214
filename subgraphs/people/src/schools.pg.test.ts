import { type Actor, ANONYMOUS } from "@stages/kernel/actor.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { persona, runningPeople, studentOf, world } from "./fixtures.ts";

const { run } = runningPeople();

describe("schools and académies", () => {
  const tulle = world.schools.find(({ uai }) => uai === studentOf("student").schoolUai)!;
  const enrolledIn = (predicate: (student: (typeof world.students)[number]) => boolean) => world.students.filter((one) => one.campaignId === world.runningCampaignId && predicate(one));

  it("are for everyone to read, a visitor too", async () => {
    const query = "query($uai: ID!) { school(uai: $uai) { uai name sector addressLine postcode communeCode communeName latitude longitude ministry academy { code name } department { code name academy { code } } } }";
    const { uai, name, sector, addressLine, postcode, communeCode, communeName, latitude, longitude } = tulle;
    expect((await run(ANONYMOUS, query, { uai: uai.toLowerCase() })).data).toEqual({
      school: {
        uai, name, sector, addressLine, postcode, communeCode, communeName, latitude, longitude, ministry: null,
        academy: { code: "22", name: "Limoges" }, department: { code: "19", name: "Corrèze", academy: { code: "22" } },
      },
    });
  });

  it("count the students of the running campaign, and those of a past one apart", async () => {
    const { data } = await run<{ academies: { code: string; enrolled: number }[] }>(ANONYMOUS, "{ academies { code enrolled } }");
    expect(data!.academies).toHaveLength(34);
    for (const { code, enrolled } of data!.academies) expect(enrolled).toBe(enrolledIn(({ academy }) => academy === code).length);
    expect(enrolledIn(({ academy }) => academy === "22").length).toBeLessThan(world.students.filter(({ academy }) => academy === "22").length);
  });

  it("give the staff of a school its students, page by page, each once", async () => {
    const query = "query($uai: ID!, $after: String) { school(uai: $uai) { students(first: 40, after: $after) { edges { node { id className } } pageInfo { hasNextPage endCursor } } } }";
    const found: { id: StudentId; className: string }[] = [];
    interface Answer {
      readonly school: { readonly students: { readonly edges: readonly { readonly node: (typeof found)[number] }[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string } } };
    }
    for (let after: string | null = null, more = true; more; ) {
      const answer: Answer = (await run<Answer>(persona("referent-teacher"), query, { uai: tulle.uai, after })).data!;
      found.push(...answer.school.students.edges.map(({ node }) => node));
      ({ hasNextPage: more, endCursor: after } = answer.school.students.pageInfo);
    }
    const expected = enrolledIn(({ schoolUai }) => schoolUai === tulle.uai);
    expect(found.map(({ id }) => id).toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
    expect(found.map(({ className }) => className)).toEqual(found.map(({ className }) => className).toSorted());
  });

  it.each(["student", "legal-representative", "host-manager", "tutor", "other-school-head", "rectorat", "ministry"] as const)("give the %s no list of students", async (name) => {
    expect(await run(persona(name), "query($uai: ID!) { school(uai: $uai) { students { edges { cursor } } } }", { uai: tulle.uai })).toMatchObject({ data: { school: { students: null } }, code: "FORBIDDEN" });
  });

  it("name their staff to whoever is signed in, and say how to reach them to colleagues", async () => {
    const query = "query($uai: ID!) { school(uai: $uai) { staff { id lastName function title email phone schools { uai } } } }";
    const members = world.staff.filter(({ schoolUai }) => schoolUai === tulle.uai);
    const staffFor = async (actor: Actor) => (await run<{ school: { staff: { id: string; email: string | null; function: string; title: string; schools: object[] }[] } }>(actor, query, { uai: tulle.uai })).data!.school.staff;
    const asColleague = await staffFor(persona("education-adviser"));
    expect(asColleague.map(({ id }) => id).toSorted()).toEqual(members.map(({ personId }) => personId).toSorted());
    for (const { id, ...member } of asColleague) {
      const { function: held, title } = members.find(({ personId }) => personId === id)!;
      const { lastName, email, phone } = world.persons.find((one) => one.id === id)!;
      expect(member).toEqual({ lastName, function: held, title, email, phone, schools: [{ uai: tulle.uai }] });
    }
    expect((await staffFor(persona("other-school-head"))).map(({ email }) => email)).toEqual(members.map(() => null));
    expect((await run(persona("student"), query, { uai: tulle.uai })).code).toBe("FORBIDDEN");
    expect(await run(ANONYMOUS, query, { uai: tulle.uai })).toMatchObject({ data: { school: { staff: null } }, code: "UNAUTHENTICATED" });
  });

  it("are found by words without their accents, by commune and by département", async () => {
    const query = "query($search: String, $communeCode: String, $departmentCode: String) { schools(search: $search, communeCode: $communeCode, departmentCode: $departmentCode) { edges { node { uai } } } }";
    const found = async (variables: Record<string, string>) => (await run<{ schools: { edges: { node: { uai: string } }[] } }>(ANONYMOUS, query, variables)).data!.schools.edges.map(({ node }) => node.uai);
    expect(await found({ search: "VENTADOUR tulle" })).toEqual([tulle.uai]);
    expect(await found({ search: "émailleur" })).toEqual(await found({ search: "EMAILLEUR" }));
    expect(await found({ search: "%" })).toHaveLength(20);
    expect(await found({ search: "tulle lyon" })).toEqual([]);
    expect(await found({ communeCode: "19272" })).toEqual([tulle.uai]);
    const inLyon = world.schools.filter(({ communeCode }) => communeCode.startsWith("6938")).map(({ uai }) => uai);
    expect(await found({ communeCode: "69123" })).toEqual(inLyon);
    expect((await found({ departmentCode: "19" })).toSorted()).toEqual(world.schools.filter(({ departmentCode }) => departmentCode === "19").map(({ uai }) => uai).toSorted());
  });

  it("come in pages of several académies at once, in one order and without a gap", async () => {
    const query = "query($after: String) { academy(code: \"22\") { schools(first: 4, after: $after) { edges { node { uai } cursor } pageInfo { hasNextPage endCursor } } } academies { code schools(first: 2) { edges { node { academy { code } } } } } }";
    type Page = { edges: { node: { uai: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    const first = (await run<{ academy: { schools: Page }; academies: { code: string; schools: { edges: { node: { academy: { code: string } } }[] } }[] }>(ANONYMOUS, query)).data!;
    const second = (await run<{ academy: { schools: Page } }>(ANONYMOUS, query, { after: first.academy.schools.pageInfo.endCursor })).data!;
    expect([first, second].map(({ academy }) => academy.schools.pageInfo.hasNextPage)).toEqual([true, false]);
    const uais = [first, second].flatMap(({ academy }) => academy.schools.edges.map(({ node }) => node.uai));
    expect(uais.toSorted()).toEqual(world.schools.filter(({ academy }) => academy === "22").map(({ uai }) => uai).toSorted());
    for (const { code, schools } of first.academies) {
      const there = world.schools.filter(({ academy }) => academy === code).length;
      expect(schools.edges.map(({ node }) => node.academy.code)).toEqual(Array.from({ length: Math.min(2, there) }, () => code));
    }
  });

  it.each([
    ["a malformed UAI", '{ school(uai: "0190032A") { uai } }', "INVALID_UAI"],
    ["an unknown commune", '{ schools(communeCode: "99999") { edges { cursor } } }', "UNKNOWN_COMMUNE"],
    ["an unknown département", '{ schools(departmentCode: "20") { edges { cursor } } }', "UNKNOWN_DEPARTMENT"],
    ["too long a search", `{ schools(search: "${"a".repeat(101)}") { edges { cursor } } }`, "TEXT_TOO_LONG"],
    ["an empty page", "{ schools(first: 0) { edges { cursor } } }", "INVALID_PAGE_SIZE"],
    ["a cursor of nowhere", '{ schools(after: "nowhere") { edges { cursor } } }', "INVALID_CURSOR"],
    ["a cursor of another list", `{ schools(after: "${Buffer.from(JSON.stringify(["students", "a", "b"])).toString("base64url")}") { edges { cursor } } }`, "INVALID_CURSOR"],
  ])("refuse %s", async (_, query, code) => {
    expect((await run(ANONYMOUS, query)).code).toBe(code);
  });

  it("unknown are null", async () => {
    expect((await run(ANONYMOUS, '{ school(uai: "0010001W") { uai } academy(code: "99") { code } }')).data).toEqual({ school: null, academy: null });
    const r = [{ __typename: "Academy", code: "24" }, { __typename: "Department", code: "2A" }, { __typename: "School", uai: "nonsense" }, { __typename: "StaffMember", id: world.personas["school-head"] }];
    const { data } = await run(persona("tutor"), "query($r: [_Any!]!) { _entities(representations: $r) { ... on Academy { name } ... on Department { name } ... on StaffMember { function } } }", { r });
    expect(data).toEqual({ _entities: [{ name: "Créteil" }, { name: "Corse-du-Sud" }, null, { function: "SCHOOL_HEAD" }] });
  });
});
