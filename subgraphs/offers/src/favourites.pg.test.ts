import type { Actor, ActorOf } from "@stages/kernel/actor.ts";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import { connect } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { describe, expect, it } from "vitest";
import { handlers } from "./handlers.ts";
import { EVE_OF_OPENING, NOW, onPostgres, persona, world } from "./testing.ts";

const { run, aPublishedOffer, sql, url } = onPostgres();
const fresh = (): ActorOf<"STUDENT"> => ({ ...persona<"STUDENT">("student"), studentId: newId("student"), personId: newId("person") });

const ADD = "mutation($id: ID!) { addFavourite(input: { offerId: $id }) { id isFavourite } }";
const REMOVE = "mutation($id: ID!) { removeFavourite(input: { offerId: $id }) { id isFavourite } }";
const LIST = "query($r: [_Any!]!, $first: Int! = 20, $after: String) { _entities(representations: $r) { ... on Student { favourites(first: $first, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } } } }";

interface Page {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
const listed = (actor: Actor, studentId: string, page: object = {}) => run<{ _entities: { favourites: Page | null }[] }>(actor, LIST, { r: [{ __typename: "Student", id: studentId }], ...page });
const ids = async (actor: Actor, studentId: string) => (await listed(actor, studentId)).data._entities[0]!.favourites!.edges.map(({ node }) => node.id);
const add = (actor: Actor, id: string, now = NOW) => run<{ addFavourite: { id: string; isFavourite: boolean } | null }>(actor, ADD, { id }, now);
const offers = world.offers.filter(({ status, campaignId }) => status === "PUBLISHED" && campaignId === "2027");

describe("a student's favourites", () => {
  it("are kept once, found again the last first, and let go", async () => {
    const student = fresh();
    const [first, second] = [offers[0]!.id, offers[1]!.id];
    expect((await add(student, first)).data.addFavourite).toEqual({ id: first, isFavourite: true });
    await add(student, second, NOW.add({ seconds: 1 }));
    await add(student, first, NOW.add({ seconds: 2 }));
    expect(await ids(student, student.studentId)).toEqual([second, first]);
    for (const time of [1, 2]) expect((await run<{ removeFavourite: object }>(student, REMOVE, { id: second })).data.removeFavourite, String(time)).toEqual({ id: second, isFavourite: false });
    expect(await ids(student, student.studentId)).toEqual([first]);
  });

  it("are leafed through, none twice and none missed, those of one instant included", async () => {
    const student = fresh();
    const kept = offers.slice(0, 9).map(({ id }) => id);
    for (const id of kept) await add(student, id);
    const found: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page: Page = (await listed(student, student.studentId, { first: 2, after })).data._entities[0]!.favourites!;
      found.push(...page.edges.map(({ node }) => node.id));
      [more, after] = [page.pageInfo.hasNextPage, page.pageInfo.endCursor];
    }
    expect(found.toSorted()).toEqual(kept.toSorted());
    expect((await listed(student, student.studentId, { after: "x" })).code).toBe("INVALID_CURSOR");
  });

  it("stay when the offer leaves the catalogue", async () => {
    const student = fresh();
    const { actor, id } = await aPublishedOffer();
    await add(student, id);
    await run(actor, "mutation($id: ID!) { unpublishOffer(input: { offerId: $id }) { id } }", { id });
    expect(await ids(student, student.studentId)).toEqual([id]);
  });

  it("are a hundred at most", async () => {
    const student = fresh();
    await sql()`insert into offers.favourites select ${uuidOf(student.studentId)}::uuid, id, now() from (select id from offers.offers where published_at is not null and id <> ${uuidOf(offers[0]!.id)} limit 100) o`;
    expect((await add(student, offers[0]!.id)).code).toBe("TOO_MANY_FAVOURITES");
    const [own] = await ids(student, student.studentId);
    expect((await add(student, own!)).code).toBeUndefined();
  });

  it("are the student's and the family's, behind the database's own wall too", async () => {
    const student = fresh();
    await add(student, offers[0]!.id);
    const family = { ...persona<"LEGAL_REPRESENTATIVE">("legal-representative"), studentIds: [student.studentId] };
    expect(await ids(family, student.studentId)).toEqual([offers[0]!.id]);
    const others: Actor[] = [fresh(), persona("legal-representative"), persona("school-head"), persona("referent-teacher"), persona("host-manager"), persona("rectorat"), persona("ministry")];
    for (const actor of others) expect((await listed(actor, student.studentId)).code, actor.role).toBe("FORBIDDEN");
    for (const actor of [family, ...others.slice(2)]) expect((await add(actor, offers[1]!.id)).code, actor.role).toBe("FORBIDDEN");
    expect(await ids(student, student.studentId)).toHaveLength(1);
  });

  it("are of offers that the student may see", async () => {
    const hidden = world.offers.find(({ status, publishedAt }) => status === "DRAFT" && publishedAt === null)!;
    const refusals = [await add(fresh(), hidden.id), await add(fresh(), newId("offer")), await add(fresh(), "quelque chose"), await add(fresh(), offers[0]!.id, EVE_OF_OPENING)];
    expect(refusals.map(({ code }) => code)).toEqual(["NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND"]);
  });

  it("are in what the student takes away, and go with the student", async () => {
    const student = fresh();
    await add(student, offers[0]!.id);
    const query = "query($r: [_Any!]!) { _entities(representations: $r) { ... on PersonalData { offers } } }";
    const taken = async () => (await run<{ _entities: { offers: object }[] }>(student, query, { r: [{ __typename: "PersonalData", personId: student.personId }] })).data._entities[0]!.offers;
    expect(await taken()).toMatchObject({ "Offres mises de côté": [{ Offre: offers[0]!.id, "Titre": offers[0]!.title }] });
    const platform = connect({ url: url(), name: "test", role: roleOf("offers", "PLATFORM") });
    await platform.db.transaction((tx) => handlers.StudentErased!(tx, domainEvent("StudentErased", student.studentId, { studentId: student.studentId, personIds: [] }, NOW)));
    await platform.close();
    expect(await taken()).toEqual({ "Offres mises de côté": [] });
  });
});

it("the words of an offer are learned when it is published", async () => {
  const { id } = await aPublishedOffer({ title: "Chez un Œnologue passionné", description: "Vignes et chais.", activities: "Goûter des yeux." });
  const platform = connect({ url: url(), name: "test", role: roleOf("offers", "PLATFORM") });
  const published = domainEvent("OfferPublished", id, { offer: { id } } as never, NOW);
  await platform.db.transaction((tx) => handlers.OfferPublished!(tx, published));
  await platform.db.transaction((tx) => handlers.OfferPublished!(tx, published));
  await platform.close();
  const words = await sql()`select key, word, uses from offers.vocabulary where key in ('oenologue', 'vignes', 'des') order by key`;
  expect([...words]).toEqual([{ key: "oenologue", word: "œnologue", uses: 2 }, { key: "vignes", word: "vignes", uses: 2 }]);
});
