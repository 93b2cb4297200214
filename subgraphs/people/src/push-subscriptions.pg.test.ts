import { connect, type Connection, writer } from "@stages/database/connection.ts";
import type { Actor, ActorOf } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import { BrowserUnderTest, PushServiceUnderTest, vapidClaims } from "@stages/mail/push-service-under-test.ts";
import { createECDH } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MOST_BROWSERS } from "./domain/browser.ts";
import { wordsOf } from "./domain/notification-words.ts";
import { NOW, runningPeople, world } from "./fixtures.ts";
import { tell } from "./news-fixtures.ts";
import { dispatchPushes } from "./operations/dispatch-pushes.ts";
import { pushSettings } from "./operations/push-settings.ts";
import { registerPushSubscription } from "./operations/wake-browser.ts";
import { deliveries, notifications, pushSubscriptions } from "./persistence/notification-tables.ts";

const people = runningPeople();
const { run } = people;
const service = new PushServiceUnderTest();
const settings = pushSettings({ NODE_ENV: "test" });
let connection: Connection;
beforeAll(async () => {
  await service.start();
  connection = connect({ url: people.url(), name: "test", max: 6 });
});
afterAll(async () => {
  await connection.close();
  await service.stop();
});
beforeEach(async () => {
  for (const table of [deliveries, notifications, pushSubscriptions]) await connection.db.delete(table);
  service.brought.length = 0;
});

const manager = (index: number): ActorOf<"HOST_MANAGER"> => {
  const { id, managerPersonId } = world.hosts[index]!;
  return { role: "HOST_MANAGER", personId: managerPersonId, hostIds: [id] };
};
const [first, second] = [manager(0), world.hosts.map((_, index) => manager(index)).find(({ personId }) => personId !== manager(0).personId)!];

const REGISTER = "mutation($input: RegisterPushSubscriptionInput!) { registerPushSubscription(input: $input) { id service createdAt lastSentAt } }";
const REMOVE = "mutation($id: ID!) { removePushSubscription(input: { pushSubscriptionId: $id }) { id } }";
interface Registered {
  readonly registerPushSubscription: { readonly id: string; readonly service: string } | null;
}
const register = (actor: Actor, browser: BrowserUnderTest, over: object = {}) => run<Registered>(actor, REGISTER, { input: { ...browser.at(service.url), ...over } });
const idsOf = async (actor: Actor) => (await run<{ pushSubscriptions: { id: string }[] }>(actor, "{ pushSubscriptions { id service lastSentAt } }")).data!.pushSubscriptions.map(({ id }) => id);

describe("a browser", () => {
  const browser = new BrowserUnderTest();

  it("registered by its person is woken, and opens what it is brought by the key that it subscribed to", async () => {
    const { data } = await register(first, browser);
    const { id } = data!.registerPushSubscription!;
    expect(data!.registerPushSubscription).toMatchObject({ service: "127.0.0.1" });
    const { pushPublicKey } = (await run<{ pushPublicKey: string }>(first, "{ pushPublicKey }")).data!;
    await tell(connection.db, [{ personId: first.personId, role: "HOST_MANAGER", kind: "CANDIDATURE_RECEIVED", hostId: first.hostIds[0]!, createdAt: NOW, by: [{ channel: "PUSH", browser: id as never }] }]);
    // The subgraph's own sweep may come before ours.
    await dispatchPushes(connection.db, { wordsOf, sendPush: settings.send }, NOW);
    await expect.poll(() => service.brought.length).toBe(1);
    const [brought] = service.brought;
    expect(JSON.parse(browser.open(brought!.body))).toMatchObject({ title: "Nouvelle candidature" });
    expect(vapidClaims(brought!.authorization!, pushPublicKey).aud).toBe(service.url);
  });

  it("is one line however often it is registered, and however many register it at once", async () => {
    const platform = { write: writer(connection.db, () => {}), actor: first, now: NOW };
    const saved = await Promise.all(Array.from({ length: 4 }, () => registerPushSubscription(platform, settings.services, browser.at(service.url))));
    expect(new Set(saved.map(({ id }) => id)).size).toBe(1);
    const { data } = await register(first, browser);
    expect(await idsOf(first)).toEqual([data!.registerPushSubscription!.id]);
  });

  it("is whose signed in there last: who had it before is woken there no more", async () => {
    const before = (await register(first, browser)).data!.registerPushSubscription!.id;
    const after = (await register(second, browser)).data!.registerPushSubscription!.id;
    expect(after).not.toBe(before);
    expect([await idsOf(first), await idsOf(second)]).toEqual([[], [after]]);
  });

  it("is taken back by its person alone", async () => {
    const { id } = (await register(first, browser)).data!.registerPushSubscription!;
    for (const [actor, asked] of [[second, id], [first, newId("push")], [first, "push_1"]] as const) expect((await run(actor, REMOVE, { id: asked })).code).toBe("NOT_FOUND");
    expect((await run(first, REMOVE, { id })).data).toEqual({ removePushSubscription: { id } });
    expect(await idsOf(first)).toEqual([]);
  });

  it("is in what its person takes away, without what would let anyone write to it", async () => {
    await register(first, browser);
    const { people } = (await run<{ exportMyData: { people: object } }>(first, "{ exportMyData { people } }")).data!.exportMyData;
    expect(people).toMatchObject({ "Navigateurs inscrits": [{ "Service": "127.0.0.1", "Averti pour la dernière fois le": null }] });
    expect(JSON.stringify(people)).not.toContain(browser.id);
  });

  it("beyond the tenth has the oldest make way", async () => {
    const ids: string[] = [];
    for (let count = 0; count < MOST_BROWSERS + 1; count += 1) ids.push((await register(first, new BrowserUnderTest())).data!.registerPushSubscription!.id);
    expect((await idsOf(first)).toSorted()).toEqual(ids.slice(1).toSorted());
  });

  it.each([
    ["an address inside of our network", { endpoint: "http://169.254.169.254/latest" }, "endpoint"],
    ["an address that is none", { endpoint: "ici" }, "endpoint"],
    ["a key that is none", { p256dh: "AAAA" }, "p256dh"],
    ["a secret that is none", { auth: createECDH("prime256v1").generateKeys("hex") }, "auth"],
  ])("with %s is refused", async (_, over, field) => {
    const { code, refusals } = await register(first, browser, over);
    expect([code, refusals.map((refusal) => refusal.field)]).toEqual(["INVALID_PUSH_SUBSCRIPTION", [field]]);
  });

  it("is registered by no visitor, no territory's staff, and nobody who came by a link", async () => {
    const student = world.students[0]!;
    const linked: Actor = { role: "LEGAL_REPRESENTATIVE", personId: newId("person"), studentIds: [student.id], link: { purpose: "SIGN_CONVENTION", conventionId: newId("convention"), studentId: student.id } };
    expect((await register({ role: "ANONYMOUS" }, browser)).code).toBe("UNAUTHENTICATED");
    expect((await register({ role: "RECTORAT", personId: newId("person"), academies: ["22"], departments: [] }, browser)).code).toBe("FORBIDDEN");
    expect((await register(linked, browser)).code).toBe("FORBIDDEN");
  });
});
