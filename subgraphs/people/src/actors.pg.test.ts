import { type PersonaName, PERSONAS } from "@stages/demonstration/personas.ts";
import { type Actor, type ActorOf, ANONYMOUS, PLATFORM, ROLES } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { person, persona, runningPeople, studentOf, told, world } from "./fixtures.ts";

const { run, subscribe, publish, log } = runningPeople();

describe("who bears a subject", () => {
  const ACTOR = "query($subject: String!) { actor(subject: $subject) }";

  it.each(PERSONAS)("$subject is $role, with the bounds of the demonstration", async ({ name, subject, role }) => {
    const { data } = await run<{ actor: Actor }>(PLATFORM, ACTOR, { subject });
    expect(data!.actor).toEqual(persona(name));
    expect(data!.actor.role).toBe(role);
  });

  it("nobody, when the subject is unknown", async () => {
    expect(await run(PLATFORM, ACTOR, { subject: "persona|nobody" })).toMatchObject({ data: { actor: null }, code: undefined });
  });

  const others = ROLES.filter((role) => role !== "PLATFORM").map((role): Actor => (role === "ANONYMOUS" ? ANONYMOUS : persona(PERSONAS.find((one) => one.role === role)!.name)));

  it.each(others)("is not for $role to ask", async (actor) => {
    const { data, code } = await run(actor, ACTOR, { subject: "persona|student" });
    expect(data).toEqual({ actor: null });
    expect(code).toBe(actor.role === "ANONYMOUS" ? "UNAUTHENTICATED" : "FORBIDDEN");
  });

  it.each(others)("is not for $role to watch", async (actor) => {
    const events = subscribe(actor, "subscription { actorsChanged }");
    const { value } = await events.next();
    expect(value!.data).toBeUndefined();
    expect(value!.errors![0]!.extensions!["code"]).toBe(actor.role === "ANONYMOUS" ? "UNAUTHENTICATED" : "FORBIDDEN");
    expect((await events.next()).done).toBe(true);
  });

  it("changes, and is told, once someone has registered another host, however often that is heard", async () => {
    const { id: managerPersonId, subject } = person("other-host-manager");
    const changes = subscribe(PLATFORM, "subscription { actorsChanged }");
    await changes.next(); // where it begins
    const next = changes.next();
    const [first, second] = [newId("host"), newId("host")];
    const host = (id: typeof first) => ({ id, siret: null, legalName: "Atelier", kind: "COMPANY", address: "1 rue Neuve" });
    await publish(told("HostRegistered", first, { host: host(first), managerPersonId }), told("HostRegistered", first, { host: host(first), managerPersonId }));
    expect((await next).value!.data).toEqual({ actorsChanged: subject });
    await publish(told("HostRegistered", second, { host: host(second), managerPersonId }));
    const after = await changes.next();
    expect(after.value!.data).toEqual({ actorsChanged: subject });
    expect((await log("ActorChanged")).map(({ payload }) => payload)).toEqual([{ subject, about: managerPersonId }, { subject, about: managerPersonId }]);
    await changes.return!();

    const { data } = await run<{ actor: ActorOf<"HOST_MANAGER"> }>(PLATFORM, ACTOR, { subject });
    expect(data!.actor.hostIds).toEqual([...persona<"HOST_MANAGER">("other-host-manager").hostIds, first, second].toSorted());
  });
});

describe("the viewer", () => {
  const VIEWER = "{ viewer { personId role displayName email student { id } students { id } schools { uai } hostIds hosts { id } academies { code } departments { code name } } }";
  const nothing = { student: null, students: [], schools: [], hostIds: [], hosts: [], academies: [], departments: [] };
  const uaiOfTulle = studentOf("student").schoolUai;

  it.each<[PersonaName, object]>([
    ["student", { student: { id: studentOf("student").id }, schools: [{ uai: uaiOfTulle }] }],
    ["legal-representative", { students: persona<"LEGAL_REPRESENTATIVE">("legal-representative").studentIds.map((id) => ({ id })) }],
    ["host-manager", { hostIds: persona<"HOST_MANAGER">("host-manager").hostIds, hosts: persona<"HOST_MANAGER">("host-manager").hostIds.map((id) => ({ id })) }],
    ["tutor", {}],
    ["school-head", { schools: [{ uai: uaiOfTulle }] }],
    ["rectorat", { academies: [{ code: "22" }] }],
    ["dasen", { departments: [{ code: "19", name: "Corrèze" }] }],
  ])("as %s", async (name, scope) => {
    const { firstName, lastName, email } = person(name);
    const { data, codes } = await run(persona(name), VIEWER);
    expect(codes).toEqual({});
    const { role } = persona(name);
    expect(data).toEqual({ viewer: { ...nothing, personId: world.personas[name], role, displayName: `${firstName} ${lastName}`, email, ...scope } });
  });

  it("of the ministry is in charge everywhere", async () => {
    const { data } = await run<{ viewer: { academies: unknown[] } }>(persona("ministry"), VIEWER);
    expect(data!.viewer.academies).toHaveLength(34);
  });

  it("is null for a visitor", async () => {
    expect(await run(ANONYMOUS, VIEWER)).toMatchObject({ data: { viewer: null }, code: undefined });
  });
});
