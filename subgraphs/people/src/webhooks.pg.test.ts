import { connect, type Connection } from "@stages/database/connection.ts";
import type { ActorOf } from "@stages/kernel/actor.ts";
import { type DeliveryId, newId } from "@stages/kernel/ids.ts";
import { receiverUnderTest, type Received, type ReceiverUnderTest } from "@stages/webhooks/receiver-under-test.ts";
import { webhookSender } from "@stages/webhooks/send-webhook.ts";
import { sql } from "drizzle-orm";
import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { NOW, persona, runningPeople, studentOf, told } from "./fixtures.ts";
import { deliverWebhooks } from "./operations/deliver-webhooks.ts";

const { run, publish, url } = runningPeople();
const sender = webhookSender({ allowLoopback: true });
const receivers: ReceiverUnderTest[] = [];
let connection: Connection;
beforeAll(() => {
  connection = connect({ url: url(), name: "test", max: 4 });
});
afterAll(async () => {
  for (const { stop } of receivers) await stop();
  await sender.stop();
  await connection.close();
});

const head = persona<"SCHOOL_HEAD">("school-head");
const schoolUai = head.schoolUais[0]!;
const elsewhere: ActorOf<"SCHOOL_HEAD"> = { ...head, personId: newId("person"), schoolUais: ["0750652K" as never] };
const student = studentOf("student");

const WEBHOOK = "webhook { id url topics disabledAt disabledWhy }";
const REGISTER = `mutation($input: RegisterWebhookInput!) { registerWebhook(input: $input) { ${WEBHOOK} secret } }`;
const OF_SCHOOL = 'query($uai: ID!) { school(uai: $uai) { webhooks { id disabledWhy deliveries(first: 100) { edges { node { id topic state failures failure body nextAttemptAt } } } } } }';
const act = (name: string, answer = "id") => `mutation($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${answer} } }`;

interface Registered {
  readonly webhook: { readonly id: string };
  readonly secret: string;
}
interface Delivery {
  readonly id: DeliveryId;
  readonly topic: string;
  readonly state: string;
  readonly failures: number;
  readonly failure: string | null;
}

async function aReceiver(): Promise<ReceiverUnderTest> {
  const receiver = await receiverUnderTest();
  receivers.push(receiver);
  return receiver;
}
async function register(address: string, topics: readonly string[] = []): Promise<Registered> {
  const { data, code } = await run<{ registerWebhook: Registered }>(head, REGISTER, { input: { schoolUai, url: address, topics } });
  expect(code).toBeUndefined();
  return data!.registerWebhook;
}
const remove = (webhookId: string) => run(head, act("removeWebhook", "uai"), { input: { webhookId } });
afterEach(async () => {
  const { data } = await run<{ school: { webhooks: { id: string }[] } }>(head, OF_SCHOOL, { uai: schoolUai });
  for (const { id } of data!.school.webhooks) await remove(id);
});
/** By the receivers' library, but for the time: this platform's clock stands still. */
function isSignedBy(secret: string, { headers, body }: Received): boolean {
  const at = new Date(Number(headers["webhook-timestamp"]) * 1_000);
  return String(headers["webhook-signature"]).split(" ").includes(new Verifier(secret).sign(String(headers["webhook-id"]), at, body));
}
async function deliveriesOf({ webhook }: Registered): Promise<readonly Delivery[]> {
  const { data } = await run<{ school: { webhooks: { id: string; deliveries: { edges: { node: Delivery }[] } }[] } }>(head, OF_SCHOOL, { uai: schoolUai });
  return data!.school.webhooks.find(({ id }) => id === webhook.id)!.deliveries.edges.map(({ node }) => node);
}
const signed = (hostId = newId("host")) =>
  told("ConventionStatusChanged", newId("convention"), {
    conventionId: newId("convention"), candidatureId: null, reason: null, from: "SIGNING", to: "SIGNED", studentId: student.id, schoolUai, academy: student.academy, hostId, tutorEmail: null, referentTeacherId: null,
  });
const soon = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 30_000 });

describe("a school's software", () => {
  it("is told of what happens to its students, once, signed; of what it did not ask for, nothing", async () => {
    const [everything, absences] = [await aReceiver(), await aReceiver()];
    const one = await register(everything.url);
    const other = await register(absences.url, ["ABSENCE_STEP_REACHED"]);
    const event = signed();
    await publish(event);
    await soon(() => expect(everything.received).toHaveLength(1));
    const { headers, body } = everything.received[0]!;
    expect(isSignedBy(one.secret, everything.received[0]!)).toBe(true);
    expect(isSignedBy(other.secret, everything.received[0]!)).toBe(false);
    expect(JSON.parse(body)).toMatchObject({ type: "convention.status_changed", data: { studentId: student.id, from: "SIGNING", to: "SIGNED" } });
        await soon(async () => expect(await deliveriesOf(one)).toMatchObject([{ id: headers["webhook-id"], state: "DELIVERED", failures: 0 }]));
    expect(await deliveriesOf(other)).toEqual([]);
    expect(absences.received).toEqual([]);
  });

  it("is tried by a message of its own, and told again what it has lost, under the same id", async () => {
    const receiver = await aReceiver();
    const registered = await register(receiver.url);
    const test = await run<{ sendTestWebhook: Delivery }>(head, act("sendTestWebhook", "id topic state"), { input: { webhookId: registered.webhook.id } });
    expect(test.data!.sendTestWebhook).toMatchObject({ topic: "test", state: "WAITING" });
    await soon(async () => expect((await deliveriesOf(registered))[0]).toMatchObject({ state: "DELIVERED" }));
    const again = await run<{ resendWebhookDelivery: Delivery }>(head, act("resendWebhookDelivery", "id state"), { input: { deliveryId: test.data!.sendTestWebhook.id } });
    expect(again.data!.resendWebhookDelivery.state).toBe("WAITING");
    await soon(() => expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual([test.data!.sendTestWebhook.id, test.data!.sendTestWebhook.id]));
  });

  it("that fails is told later, then given up and disabled; enabled, it is told what waited", async () => {
    const receiver = await aReceiver();
    const registered = await register(receiver.url);
    receiver.answerNext(...Array<number>(10).fill(503));
    await publish(signed());
    await soon(async () => expect((await deliveriesOf(registered))[0]).toMatchObject({ state: "WAITING", failures: 1, failure: "HTTP 503" }));
    let now = NOW;
    for (let failures = 2; failures <= 10; failures++) {
      now = now.add({ hours: 27 });
      await deliverWebhooks(connection.db, sender, now);
    }
    expect((await deliveriesOf(registered))[0]).toMatchObject({ state: "DEAD", failures: 10 });
    const refused = await run(head, act("sendTestWebhook"), { input: { webhookId: registered.webhook.id } });
    expect(refused.code).toBe("WEBHOOK_DISABLED");
    await publish(signed());
    await soon(async () => expect(await deliveriesOf(registered)).toHaveLength(2));
    expect(receiver.received).toHaveLength(10);
    expect((await run(head, act("enableWebhook", "disabledAt disabledWhy"), { input: { webhookId: registered.webhook.id } })).data).toEqual({ enableWebhook: { disabledAt: null, disabledWhy: null } });
    await soon(() => expect(receiver.received).toHaveLength(11));
  });

  it("that answers 410 is not called again", async () => {
    const receiver = await aReceiver();
    const registered = await register(receiver.url);
    receiver.answerNext(410);
    await publish(signed());
    await soon(async () => expect((await run(head, OF_SCHOOL, { uai: schoolUai })).data).toMatchObject({ school: { webhooks: [{ id: registered.webhook.id, disabledWhy: "GONE" }] } }));
  });

  it("that takes over a new secret knows each message by the former one too", async () => {
    const receiver = await aReceiver();
    const registered = await register(receiver.url);
    const { data } = await run<{ rotateWebhookSecret: Registered }>(head, act("rotateWebhookSecret", "secret"), { input: { webhookId: registered.webhook.id } });
    await publish(signed());
    await soon(() => expect(receiver.received).toHaveLength(1));
    for (const secret of [registered.secret, data!.rotateWebhookSecret.secret]) expect(isSignedBy(secret, receiver.received[0]!)).toBe(true);
  });

  it("is told each message by one of several replicas that send at once, where one that only looks tells it three times", async () => {
    const receiver = await aReceiver();
    const registered = await register(receiver.url, ["ABSENCE_ESCALATED"]);
    // Due later than the running subgraph's clock says, so that these three alone send them.
    const later = NOW.add({ hours: 1 });
    for (let n = 0; n < 30; n++) await run(head, act("sendTestWebhook"), { input: { webhookId: registered.webhook.id } });
    await soon(() => expect(receiver.received).toHaveLength(30));
    await connection.db.execute(sql`update people.webhook_deliveries set delivered_at = null, next_attempt_at = ${later.toString()}::timestamptz`);
    await Promise.all([1, 2, 3].map(() => deliverWebhooks(connection.db, sender, later)));
    expect(receiver.received).toHaveLength(60);
    const naive = async () => {
      const waiting = await connection.db.execute<{ id: string }>(sql`select id from people.webhook_deliveries where topic = 'test'`);
      for (const { id } of waiting) await sender.send({ id, url: receiver.url, secrets: [registered.secret], body: "{}", at: later });
    };
    await Promise.all([naive(), naive(), naive()]);
    expect(receiver.received).toHaveLength(60 + 90);
  });
});

describe("a webhook", () => {
  it.each(["http://lycee.fr/", "https://10.0.0.1/", "https://localhost.localdomain.internal/", "x"])("cannot be %s", async (address) => {
    expect((await run(head, REGISTER, { input: { schoolUai, url: address } })).code).toBe("WEBHOOK_URL_REFUSED");
  });

  it("is its school's head's alone, and five are enough for a school", async () => {
    expect((await run(elsewhere, REGISTER, { input: { schoolUai, url: "https://lycee.fr/" } })).code).toBe("NOT_FOUND");
    const all: Registered[] = [];
    for (let n = 0; n < 5; n++) all.push(await register(`https://lycee.fr/${n}`));
    expect((await run(head, REGISTER, { input: { schoolUai, url: "https://lycee.fr/6" } })).code).toBe("TOO_MANY_WEBHOOKS");
    for (const name of ["changeWebhook", "rotateWebhookSecret", "enableWebhook", "removeWebhook", "sendTestWebhook"]) {
      expect((await run(elsewhere, act(name, "__typename"), { input: { webhookId: all[0]!.webhook.id } })).code, name).toBe("NOT_FOUND");
    }
    expect((await run(persona("referent-teacher"), OF_SCHOOL, { uai: schoolUai })).data).toEqual({ school: { webhooks: null } });
  });

  it("registered again under the same key is the same, with its secret", async () => {
    const input = { schoolUai, url: "https://lycee.fr/stages", idempotencyKey: "webhook-0001" };
    const [first, second] = [await run<{ registerWebhook: Registered }>(head, REGISTER, { input }), await run<{ registerWebhook: Registered }>(head, REGISTER, { input })];
    expect(second.data).toEqual(first.data);
  });
});
