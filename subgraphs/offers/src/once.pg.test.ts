import { type Actor, type ActorOf, personOf } from "@stages/kernel/actor.ts";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import { databaseUnder, roleOf, standingOf } from "@stages/database/standing.ts";
import { connect } from "@stages/database/connection.ts";
import { sql as raw } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { aRegistration, aWrittenOffer, TULLE } from "./domain/fixtures.ts";
import { aSiret, NOW, onPostgres, REGISTER } from "./testing.ts";

const graph = onPostgres();

let drawn = 0;
const aKey = () => `cle-du-formulaire-${++drawn}`;

async function aHost() {
  const manager = { role: "HOST_MANAGER", personId: newId("person"), hostIds: [] } satisfies ActorOf<"HOST_MANAGER">;
  return { manager, hostId: await graph.aHostOf(manager) };
}
const publishedBy = async (hostId: string) => Number((await graph.sql()`select count(*) from offers.offers where host_id = ${uuidOf(hostId as never)}`)[0]!["count"]);
const keysOf = (actor: Actor) => graph.sql()`select key, mutation from offers.idempotency_keys where person_id = ${uuidOf(personOf(actor)!)}`;

describe("the same key and the same input", () => {
  it("make one thing, and answer it each time", async () => {
    const { manager, hostId } = await aHost();
    const over = { idempotencyKey: aKey(), title: "Au comptoir" };
    const first = await graph.publish(manager, hostId, over);
    expect(first.data.publishOffer.id).toMatch(/^offer_/);
    expect(await graph.publish(manager, hostId, over)).toEqual(first);
    expect(await graph.told("OfferPublished", first.data.publishOffer.id)).toHaveLength(1);
    expect(await publishedBy(hostId)).toBe(1);
  });

  it("answer it as it is now", async () => {
    const { manager, hostId } = await aHost();
    const over = { idempotencyKey: aKey() };
    const { id } = (await graph.publish(manager, hostId, over)).data.publishOffer;
    await graph.run(manager, "mutation($id: ID!) { unpublishOffer(input: { offerId: $id }) { id } }", { id });
    expect((await graph.publish(manager, hostId, over)).data.publishOffer).toMatchObject({ id, status: "UNPUBLISHED" });
  });

  it("are the same with a field left out or null, and whatever the order of the others", async () => {
    const { manager, hostId } = await aHost();
    const idempotencyKey = aKey();
    const { id } = (await graph.publish(manager, hostId, { idempotencyKey, practicalConditions: null, accessible: false, seats: 2 })).data.publishOffer;
    expect((await graph.publish(manager, hostId, { seats: 2, accessible: false, idempotencyKey })).data.publishOffer.id).toBe(id);
  });

  it.each(["publishOffer", "registerHost"])("sent by 40 at the same instant make one: %s", async (mutation) => {
    const { manager, hostId } = await aHost();
    const idempotencyKey = aKey();
    const siret = aSiret();
    const send = async () => {
      if (mutation === "publishOffer") return (await graph.publish(manager, hostId, { idempotencyKey })).data.publishOffer.id;
      return (await graph.run<{ registerHost: { id: string } }>(manager, REGISTER, { input: { ...aRegistration(TULLE), siret, idempotencyKey } })).data.registerHost.id;
    };
    const ids = await Promise.all(Array.from({ length: 40 }, send));
    expect(new Set(ids).size).toBe(1);
    if (mutation === "publishOffer") expect(await publishedBy(hostId)).toBe(1);
  });

  it("without a key make 40: the control", async () => {
    const { manager, hostId } = await aHost();
    await Promise.all(Array.from({ length: 40 }, () => graph.publish(manager, hostId)));
    expect(await publishedBy(hostId)).toBe(40);
    expect(await keysOf(manager)).toHaveLength(0);
  });
});

describe("a key", () => {
  it("used again with another input is refused, and nothing is done", async () => {
    const { manager, hostId } = await aHost();
    const idempotencyKey = aKey();
    await graph.publish(manager, hostId, { idempotencyKey });
    const { code, refusals } = await graph.publish(manager, hostId, { idempotencyKey, title: "Autre chose" });
    expect([code, refusals]).toEqual(["IDEMPOTENCY_KEY_REUSED", [["IDEMPOTENCY_KEY_REUSED", "idempotencyKey"]]]);
    expect(await publishedBy(hostId)).toBe(1);
  });

  it("of a refused attempt is free: the form is mended and sent again under it", async () => {
    const { manager, hostId } = await aHost();
    const idempotencyKey = aKey();
    expect((await graph.publish(manager, hostId, { idempotencyKey, title: "" })).code).toBe("TEXT_REQUIRED");
    expect(await graph.sql()`select 1 from offers.idempotency_keys where key = ${idempotencyKey}`).toHaveLength(0);
    expect((await graph.publish(manager, hostId, { idempotencyKey, title: "Au comptoir" })).code).toBeUndefined();
  });

  it("refused while another attempt under it waits lets that one through", async () => {
    const { manager, hostId } = await aHost();
    const idempotencyKey = aKey();
    const attempts = await Promise.all(Array.from({ length: 20 }, (_, n) => graph.publish(manager, hostId, { idempotencyKey, title: n % 2 ? "Au comptoir" : "" })));
    expect(attempts.filter(({ code }) => code === undefined)).toHaveLength(10);
    expect(await publishedBy(hostId)).toBe(1);
  });

  it("is one person's, for one mutation", async () => {
    const [one, other] = [await aHost(), await aHost()];
    const idempotencyKey = aKey();
    const ids = await Promise.all([one, other].map(async ({ manager, hostId }) => (await graph.publish(manager, hostId, { idempotencyKey })).data.publishOffer.id));
    expect(ids[0]).not.toBe(ids[1]);
    expect((await graph.run(one.manager, REGISTER, { input: { ...aRegistration(TULLE), siret: aSiret(), idempotencyKey } })).code).toBeUndefined();
    expect((await keysOf(one.manager)).map(({ mutation }) => mutation as string).toSorted()).toEqual(["publishOffer", "registerHost"]);
  });

  it.each(["", "court", "a".repeat(65), "avec espace", "clé-accentuée", "<script>"])("that is none is refused: %j", async (idempotencyKey) => {
    const { manager, hostId } = await aHost();
    expect((await graph.publish(manager, hostId, { idempotencyKey })).code).toBe("INVALID_IDEMPOTENCY_KEY");
    expect(await publishedBy(hostId)).toBe(0);
  });

  it.each(["12345678", "a".repeat(64), "01890a5d-ac96-774b-bcce-b302099a8057", "_-_-_-_-"])("that is one is taken: %j", async (idempotencyKey) => {
    const { manager, hostId } = await aHost();
    expect((await graph.publish(manager, hostId, { idempotencyKey })).code).toBeUndefined();
  });

  it("is kept without what was sent", async () => {
    const { manager, hostId } = await aHost();
    const idempotencyKey = aKey();
    const { id } = (await graph.publish(manager, hostId, { idempotencyKey })).data.publishOffer;
    const [row] = await graph.sql()`select * from offers.idempotency_keys where key = ${idempotencyKey}`;
    expect(row).toEqual({ person_id: uuidOf(manager.personId), mutation: "publishOffer", key: idempotencyKey, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string, made: id, at: new Date(NOW.epochMilliseconds) });
    expect(JSON.stringify(row)).not.toContain(aWrittenOffer().tutor.email);
  });
});

describe("PostgreSQL shows a person their own keys alone", () => {
  const refusedBySql = { cause: { code: "42501" } };

  async function asking(actor: Actor, statement: string) {
    const connection = connect({ url: graph.url(), name: "test", max: 1, role: roleOf("offers", "ANONYMOUS") });
    try {
      return [...(await databaseUnder(connection.client, standingOf("offers", actor)).execute(raw.raw(statement)))];
    } finally {
      await connection.close();
    }
  }
  const claiming = ({ personId }: ActorOf<"HOST_MANAGER">) =>
    `insert into offers.idempotency_keys (person_id, mutation, key, fingerprint, at) values ('${uuidOf(personId)}', 'publishOffer', '${aKey()}', '', now())`;

  it("and lets them add to these, and change nothing that was kept", async () => {
    const [one, other] = [await aHost(), await aHost()];
    for (const { manager, hostId } of [one, other]) await graph.publish(manager, hostId, { idempotencyKey: aKey() });
    const own = (await keysOf(one.manager)).map(({ key }) => key as string);
    expect((await asking(one.manager, "select key from offers.idempotency_keys")).map(({ key }) => key)).toEqual(own);
    await asking(one.manager, claiming(one.manager));
    await expect(asking(one.manager, claiming(other.manager))).rejects.toMatchObject(refusedBySql);
    expect(await asking(one.manager, "update offers.idempotency_keys set made = '\"offer_x\"' returning key")).toHaveLength(1);
    await expect(asking(one.manager, "update offers.idempotency_keys set fingerprint = ''")).rejects.toMatchObject(refusedBySql);
    await expect(asking(one.manager, "delete from offers.idempotency_keys")).rejects.toMatchObject(refusedBySql);
  });

  it("and none to those who create nothing here", async () => {
    const { manager, hostId } = await aHost();
    await graph.publish(manager, hostId, { idempotencyKey: aKey() });
    const student: Actor = { role: "STUDENT", personId: manager.personId, studentId: newId("student"), schoolUai: "0190027W" as never };
    expect(await asking(student, "select key from offers.idempotency_keys")).toEqual([]);
    await expect(asking(student, claiming(manager))).rejects.toMatchObject(refusedBySql);
  });
});
