import type { World, WorldConvention, WorldPerson } from "@stages/demonstration/world-types.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { IssuerUnderTest } from "@stages/identity/jwks-server.ts";
import { readIssuers } from "@stages/identity/read-issuers.ts";
import type { Issuer } from "@stages/identity/issuer.ts";
import postgres from "postgres";

export interface Bearer {
  readonly name: string;
  readonly actor: Actor;
  /** Null for a visitor. */
  readonly token: string | null;
}

/** An issuer that anyone of the world can have a token of, personas or not. */
export class Bearers {
  readonly #issuer = new IssuerUnderTest("ES256");

  async start(): Promise<void> {
    await this.#issuer.start();
    await this.#issuer.addKey("first");
  }

  get issuers(): readonly Issuer[] {
    return readIssuers(JSON.stringify({ issuers: [{ key: "essai", issuer: this.#issuer.url, audience: "stages-api", algorithms: ["ES256"], keys: { url: this.#issuer.jwksUrl } }] }));
  }

  /** Gives these people an account with it, before anyone remembers who they were. */
  async of(databaseUrl: string, people: readonly WorldPerson[]): Promise<readonly Bearer[]> {
    const sql = postgres(databaseUrl, { max: 1 });
    await sql`update people.persons set subject = 'essai|' || id where id = any(${people.map(({ id }) => uuidOf(id))}::uuid[])`;
    await sql.end();
    return Promise.all(
      people.map(async ({ id, grants: [grant] }): Promise<Bearer> => ({ name: `${grant!.role} ${id}`, actor: { personId: id, ...grant! } as Actor, token: await this.#issuer.sign("first", { sub: uuidOf(id) }) })),
    );
  }

  stop(): Promise<void> {
    return this.#issuer.stop();
  }
}

/** One of each role whom a convention is about: the family, the host, the school, with a teacher who may not follow it. */
export function circleOf(world: World, { studentId, hostId, schoolUai, host, school }: WorldConvention): readonly WorldPerson[] {
  const ids = new Set<string>([world.hosts.find(({ id }) => id === hostId)!.managerPersonId]);
  const staff = world.staff.filter((post) => post.schoolUai === schoolUai);
  for (const role of ["SCHOOL_HEAD", "EDUCATION_ADVISER", "TEACHER"] as const) for (const { personId } of staff.filter((post) => post.function === role).slice(0, 1)) ids.add(personId);
  if (school) ids.add(school.referentTeacherId);
  const first = (isOne: (person: WorldPerson) => boolean) => world.persons.find(isOne);
  const others = [
    first(({ grants: [grant] }) => grant?.role === "STUDENT" && grant.studentId === studentId),
    first(({ grants: [grant] }) => grant?.role === "LEGAL_REPRESENTATIVE" && grant.studentIds.includes(studentId)),
    first(({ email, grants: [grant] }) => grant?.role === "TUTOR" && email === host?.tutor.email),
  ];
  for (const person of others) if (person) ids.add(person.id);
  return world.persons.filter(({ id, grants }) => ids.has(id) && grants.length === 1);
}
