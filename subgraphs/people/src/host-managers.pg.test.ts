import { connect, type Connection } from "@stages/database/connection.ts";
import { type ActorOf, PLATFORM } from "@stages/kernel/actor.ts";
import { type HostId, newId, type PersonId, uuidOf } from "@stages/kernel/ids.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { NOW, persona, runningPeople, told } from "./fixtures.ts";
import { findHeldMails } from "./persistence/outgoing-mails.ts";

const { run, log, publish, url } = runningPeople();
let connection: Connection;
beforeAll(() => {
  connection = connect({ url: url(), name: "test", max: 4 });
});
afterAll(() => connection.close());
const rows = async (query: ReturnType<typeof sql>) => [...(await connection.db.execute(query))];

type Manager = ActorOf<"HOST_MANAGER">;
const founder = persona<"HOST_MANAGER">("host-manager");
const stranger = persona<"HOST_MANAGER">("other-host-manager");
const hostId = founder.hostIds[0]!;

const INVITE = "mutation($input: InviteHostManagerInput!) { inviteHostManager(input: $input) { email invitedAt } }";
const WITHDRAW = "mutation($input: WithdrawHostInvitationInput!) { withdrawHostInvitation(input: $input) { id managerInvitations { email } } }";
const REMOVE = "mutation($input: RemoveHostManagerInput!) { removeHostManager(input: $input) { id } }";
const MANAGERS = "query($host: _Any!) { _entities(representations: [$host]) { ... on Host { managers { personId email viewerActions { action allowed refusals { code } } } managerInvitations { email } } } }";
const SIGN_IN = `mutation($subject: String!, $email: String!, $isVerified: Boolean!) { signIn(subject: $subject, speaksFor: ["HOST_MANAGER"], email: $email, emailVerified: $isVerified, givenName: "Nadia", familyName: "Ferrand") }`;

let drawn = 0;
const anAddress = () => `colleague.${(drawn += 1)}@atelier.example`;
const invite = (actor: Manager, email: string, host: string = hostId) => run<{ inviteHostManager: object }>(actor, INVITE, { input: { hostId: host, email } });
const remove = (actor: Manager, personId: string, host: string = hostId) => run(actor, REMOVE, { input: { hostId: host, personId } });
const managing = (personId: PersonId, ...hostIds: HostId[]): Manager => ({ role: "HOST_MANAGER", personId, hostIds });

interface Listed {
  readonly managers: readonly { readonly personId: PersonId; readonly email: string; readonly viewerActions: readonly object[] }[];
  readonly managerInvitations: readonly { readonly email: string }[];
}
const list = async (actor: Manager | ActorOf<"RECTORAT">, host: HostId = hostId) =>
  run<{ _entities: [Listed | null] }>(actor, MANAGERS, { host: { __typename: "Host", id: host } });
const managersOf = async (actor: Manager, host: HostId = hostId) => (await list(actor, host)).data!._entities[0]!;

const actorOf = async (subject: string) => (await run<{ actor: Manager | null }>(PLATFORM, "query($subject: String!) { actor(subject: $subject) }", { subject })).data!.actor;
async function signIn(email: string, isVerified = true): Promise<{ subject: string; actor: Manager | null }> {
  const subject = `proconnect|${email}`;
  await run(PLATFORM, SIGN_IN, { subject, email, isVerified });
  return { subject, actor: await actorOf(subject) };
}

/** A host that `founder` has just registered, so that each test has its own. */
async function aHost(legalName = "Atelier Delmas"): Promise<{ id: HostId; first: Manager }> {
  const id = newId("host");
  await publish(told("HostRegistered", id, { host: { id, siret: null, legalName, kind: "COMPANY", address: "1 rue Neuve" }, managerPersonId: founder.personId }));
  await vi.waitFor(async () => expect(await rows(sql`select from people.grants where host_id = ${uuidOf(id)}::uuid`)).toHaveLength(1), { timeout: 30_000 });
  return { id, first: managing(founder.personId, id) };
}
async function aColleague(first: Manager, host: HostId): Promise<Manager> {
  const email = anAddress();
  expect((await invite(first, email, host)).code).toBeUndefined();
  const { actor } = await signIn(email);
  return managing(actor!.personId, host);
}

describe("a colleague is invited", () => {
  it("by mail, and manages the host once signed in with that verified address, wherever else they worked", async () => {
    const { id, first } = await aHost("Menuiserie « Delmas & fils »");
    const email = anAddress();
    expect((await invite(first, email.toUpperCase(), id)).data).toEqual({ inviteHostManager: { email, invitedAt: NOW.toString() } });
    expect((await managersOf(first, id)).managerInvitations).toEqual([{ email }]);
    const mail = (await findHeldMails(connection.db, 20)).find(({ to }) => to === email)!;
    expect(mail.subject).toContain("Menuiserie « Delmas & fils »");
    expect(mail.text).toContain(`dont l'adresse est ${email}`);

    expect((await signIn(email, false)).actor).toBeNull();
    const { actor } = await signIn(email);
    expect(actor).toEqual({ role: "HOST_MANAGER", personId: expect.any(String), hostIds: [id] });
    expect((await managersOf(first, id)).managers.map(({ personId }) => personId).toSorted()).toEqual([founder.personId, actor!.personId].toSorted());
    expect((await managersOf(first, id)).managerInvitations).toEqual([]);
    await vi.waitFor(async () => expect((await log("HostManagerAdded")).map(({ payload }) => payload)).toContainEqual({ hostId: id, personId: actor!.personId }), { timeout: 30_000 });
    await vi.waitFor(async () => expect((await log("HostManagerNamed")).map(({ payload }) => payload)).toContainEqual({ hostId: id, personId: actor!.personId, name: expect.any(String) as string, phone: null }), { timeout: 30_000 });
    expect(await rows(sql`select issuer, match from people.sign_ins where person_id = ${uuidOf(actor!.personId)}::uuid`)).toEqual([{ issuer: "proconnect", match: "HOST_INVITATION" }]);
  });

  it("to several hosts, all of them at one sign-in, and to one more later", async () => {
    const email = anAddress();
    const hosts = [await aHost(), await aHost()];
    for (const { id, first } of hosts) await invite(first, email, id);
    const { actor, subject } = await signIn(email);
    expect(actor!.hostIds).toEqual(hosts.map(({ id }) => id).toSorted());
    const later = await aHost();
    await invite(later.first, email, later.id);
    await signIn(email);
    expect((await actorOf(subject))!.hostIds).toEqual([...hosts.map(({ id }) => id), later.id].toSorted());
  });

  it("once, whatever the number of clicks, and gets one mail", async () => {
    const { id, first } = await aHost();
    const email = anAddress();
    const answers = await Promise.all(Array.from({ length: 8 }, () => invite(first, email, id)));
    expect(answers.map(({ code }) => code)).toEqual(Array.from({ length: 8 }, () => undefined));
    expect((await managersOf(first, id)).managerInvitations).toEqual([{ email }]);
    expect((await findHeldMails(connection.db, 100)).filter(({ to }) => to === email)).toHaveLength(1);
  });

  it("but neither by others nor for what is wrong", async () => {
    expect((await invite(stranger, anAddress())).code).toBe("FORBIDDEN");
    expect((await invite(founder, anAddress(), newId("host"))).code).toBe("NOT_FOUND");
    expect((await invite(founder, "paul")).code).toBe("INVALID_EMAIL");
    const { id, first } = await aHost();
    const [me] = (await managersOf(first, id)).managers;
    expect((await invite(first, me!.email.toUpperCase(), id)).code).toBe("ALREADY_HOST_MANAGER");
    // An actor that is half a minute old says that they still manage it.
    expect((await invite(managing(stranger.personId, id), anAddress(), id)).code).toBe("FORBIDDEN");
  });

  it("and the invitation is taken back, with the mail that has not left", async () => {
    const { id, first } = await aHost();
    const email = anAddress();
    await invite(first, email, id);
    const withdraw = (actor: Manager) => run(actor, WITHDRAW, { input: { hostId: id, email } });
    expect((await withdraw(stranger)).code).toBe("FORBIDDEN");
    expect((await withdraw(first)).data).toEqual({ withdrawHostInvitation: { id, managerInvitations: [] } });
    expect((await withdraw(first)).code).toBe("NOT_FOUND");
    expect((await findHeldMails(connection.db, 100)).filter(({ to }) => to === email)).toEqual([]);
    expect((await signIn(email)).actor).toBeNull();
  });
});

describe("those who manage a host", () => {
  it("are known to one another, and to nobody else", async () => {
    expect((await managersOf(founder)).managers.map(({ personId }) => personId)).toEqual([founder.personId]);
    for (const other of [stranger, persona<"RECTORAT">("rectorat")]) {
      const { data, codes } = await list(other);
      expect(data!._entities).toEqual([{ managers: null, managerInvitations: null }]);
      expect(Object.values(codes)).toEqual(["FORBIDDEN", "FORBIDDEN"]);
    }
  });

  it("may be removed as their actions say: never the last", async () => {
    const { id, first } = await aHost();
    const action = (allowed: boolean, refusals: readonly string[]) => [{ action: "removeHostManager", allowed, refusals: refusals.map((code) => ({ code })) }];
    expect((await managersOf(first, id)).managers[0]!.viewerActions).toEqual(action(false, ["LAST_HOST_MANAGER"]));
    expect((await remove(first, first.personId, id)).code).toBe("LAST_HOST_MANAGER");
    await aColleague(first, id);
    expect((await managersOf(first, id)).managers.map(({ viewerActions }) => viewerActions)).toEqual([action(true, []), action(true, [])]);
  });
});

describe("a manager who is removed", () => {
  it("acts for the host no more, is told so to everyone, and leaves no invitation behind", async () => {
    const { id, first } = await aHost();
    const colleague = await aColleague(first, id);
    const theirSecondAddress = anAddress();
    await invite(colleague, theirSecondAddress, id);
    expect((await remove(first, colleague.personId, id)).data).toEqual({ removeHostManager: { id } });
    expect((await signIn(theirSecondAddress)).actor).toBeNull();
    // By an actor from before, which the gateway forgets as soon as it hears.
    expect((await invite(colleague, anAddress(), id)).code).toBe("FORBIDDEN");
    expect((await remove(colleague, first.personId, id)).code).toBe("FORBIDDEN");
    expect((await remove(first, colleague.personId, id)).code).toBe("NOT_FOUND");
    await vi.waitFor(async () => {
      expect((await log("HostManagerRemoved")).map(({ payload }) => payload)).toContainEqual({ hostId: id, personId: colleague.personId });
      expect((await log("ActorChanged")).filter(({ payload }) => (payload as { about: string }).about === colleague.personId)).toHaveLength(2);
    }, { timeout: 30_000 });
  });

  it("is not one of another host, nor removed by others", async () => {
    const { id, first } = await aHost();
    await aColleague(first, id);
    expect((await remove(stranger, first.personId, id)).code).toBe("FORBIDDEN");
    expect((await remove(first, stranger.personId, id)).code).toBe("NOT_FOUND");
    expect((await remove(first, "person_\u0000", id)).code).toBe("NOT_FOUND");
  });
});

describe("two managers who remove one another at the same instant", () => {
  it("leave one, each time", async () => {
    const { id, first } = await aHost();
    let manager = first;
    for (let round = 0; round < 10; round += 1) {
      const colleague = await aColleague(manager, id);
      const answers = await Promise.all([remove(manager, colleague.personId, id), remove(colleague, manager.personId, id)]);
      expect(answers.map(({ code }) => code ?? "removed").toSorted()).toEqual(["FORBIDDEN", "removed"]);
      const left = await rows(sql`select person_id as id from people.grants where host_id = ${uuidOf(id)}::uuid`);
      expect(left).toHaveLength(1);
      manager = answers[0]!.code === undefined ? manager : colleague;
    }
  });

  it("leave none, in the naive way that counts without waiting for its turn", async () => {
    const host = uuidOf(newId("host"));
    const [one, other] = [uuidOf(newId("person")), uuidOf(newId("person"))];
    for (const id of [one, other]) await rows(sql`insert into people.grants (person_id, role, host_id) values (${id}::uuid, 'HOST_MANAGER', ${host}::uuid)`);
    const both = Promise.withResolvers<void>();
    let counted = 0;
    const naive = (removed: string) =>
      connection.db.transaction(async (tx) => {
        const managers = await tx.execute(sql`select from people.grants where host_id = ${host}::uuid`);
        if ((counted += 1) === 2) both.resolve();
        await both.promise;
        if (managers.length > 1) await tx.execute(sql`delete from people.grants where host_id = ${host}::uuid and person_id = ${removed}::uuid`);
      });
    await Promise.all([naive(one), naive(other)]);
    expect(await rows(sql`select from people.grants where host_id = ${host}::uuid`)).toHaveLength(0);
  });
});

describe("what a host is called", () => {
  it("follows what it says of itself", async () => {
    const { id, first } = await aHost("Ancien nom");
    await publish(told("HostChanged", id, { host: { id, siret: null, legalName: "Nouveau nom", kind: "COMPANY", address: "1 rue Neuve" }, offerIds: [] }));
    await vi.waitFor(async () => expect(await rows(sql`select legal_name from people.hosts where id = ${uuidOf(id)}::uuid`)).toEqual([{ legal_name: "Nouveau nom" }]), { timeout: 30_000 });
    const email = anAddress();
    await invite(first, email, id);
    expect((await findHeldMails(connection.db, 5)).find(({ to }) => to === email)!.subject).toContain("« Nouveau nom »");
  });
});
