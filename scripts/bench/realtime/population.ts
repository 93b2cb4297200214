import { connectSql, type Sql } from "@stages/database/connection.ts";
import { sealFor } from "@stages/database/sealed.ts";
import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import type { Persona } from "@stages/demonstration/personas.ts";
import type { ActorOf } from "@stages/kernel/actor.ts";
import { type HostId, idFromUuid, newId, type OfferId, type PersonId, uuidOf } from "@stages/kernel/ids.ts";
import { type Uai, uaiChecksum } from "@stages/kernel/uai.ts";
import { persons } from "@stages/people/persistence/tables.ts";
import type { BenchWorld } from "../lib/bench-world.ts";

export interface Listener {
  readonly token: string;
  readonly actor: ActorOf<"STUDENT">;
}

/** Students of one school, who follow one offer: one scope, and one thing asked for. */
export interface Group {
  readonly offerId: OfferId;
  readonly listeners: readonly Listener[];
}

export interface Population {
  readonly groups: readonly Group[];
  readonly host: ActorOf<"HOST_MANAGER">;
  /** By the subject of their tokens. */
  readonly actors: ReadonlyMap<string, ActorOf<"STUDENT">>;
}

export const SEATS = 50;
const DEPARTMENTS = 95;
/** No real UAI goes beyond 5 100, none of the demonstration below 9 001 or beyond 9 100. */
const FIRST_NUMBER = 9_500;
const ROWS = 1_000;

/** Beside the demonstration: a school and an offer for each group, with as many students as it is to have. */
export async function populate({ databaseUrl, dataDir }: BenchWorld, sizes: readonly number[]): Promise<Population> {
  const sql = connectSql({ url: databaseUrl, name: "bench", max: 1 });
  try {
    const { host, offerIds } = await addOffers(sql, sizes.length);
    const issuer = await openDevelopmentIssuer(dataDir);
    const actors = new Map<string, ActorOf<"STUDENT">>();
    const groups = await Promise.all(
      offerIds.map(async (offerId, rank) => {
        const listeners = Array.from({ length: sizes[rank]! }, async (_, place) => {
          const name = `bench-${rank}-${place}`;
          const actor: ActorOf<"STUDENT"> = { role: "STUDENT", personId: newId("person"), studentId: newId("student"), schoolUai: uaiOf(rank) };
          actors.set(name, actor);
          // The issuer reads the name alone, which becomes the subject.
          return { actor, token: await issuer.issue({ name } as unknown as Persona) };
        });
        return { offerId, listeners: await Promise.all(listeners) };
      }),
    );
    await addStudents(sql, actors);
    await sql`analyze`;
    return { groups, host, actors };
  } finally {
    await sql.end();
  }
}

function uaiOf(rank: number): Uai {
  const digits = `0${String(1 + (rank % DEPARTMENTS)).padStart(2, "0")}${FIRST_NUMBER + Math.floor(rank / DEPARTMENTS)}`;
  return `${digits}${uaiChecksum(digits)}` as Uai;
}

/** Copies of one that students see, in the ledger of seats: that is where it is asked for. */
async function addOffers(sql: Sql, count: number) {
  const [model] = await sql<{ id: string; host_id: string; person_id: string }[]>`
    select o.id, o.host_id, m.person_id
    from candidatures.offers o join candidatures.host_managers m using (host_id) join candidatures.campaigns c on c.id = o.campaign_id
    where o.status = 'PUBLISHED' and o.mode = 'INDIVIDUAL' and o.max_seats = 100 and o.reserved_school_uais = '{}' and c.campaign->>'studentsOpenOn' <= current_date::text
    order by o.campaign_id desc, o.id limit 1`;
  if (!model) throw new Error("the demonstration has no offer that students may see today");
  const added = await sql<{ id: string }[]>`
    insert into candidatures.offers (id, host_id, campaign_id, title, period, mode, seats, max_seats, latitude, longitude, reserved_school_uais, status)
    select uuidv7(), host_id, campaign_id, title, period, mode, ${SEATS}, max_seats, latitude, longitude, reserved_school_uais, status
    from candidatures.offers, generate_series(1, ${count}) where id = ${model.id} returning id`;
  const host: ActorOf<"HOST_MANAGER"> = { role: "HOST_MANAGER", personId: idFromUuid("person", model.person_id) as PersonId, hostIds: [idFromUuid("host", model.host_id) as HostId] };
  return { host, offerIds: added.map(({ id }) => idFromUuid("offer", id) as OfferId) };
}

/** What `people` reads to say whose a token is. */
async function addStudents(sql: Sql, actors: ReadonlyMap<string, ActorOf<"STUDENT">>): Promise<void> {
  const all = [...actors];
  for (let from = 0; from < all.length; from += ROWS) {
    const some = all.slice(from, from + ROWS);
    await sql`insert into people.persons ${sql(
      some.map(([name, { personId }]) => ({
        id: uuidOf(personId),
        subject: `persona|${name}`,
        identity: Buffer.from(sealFor(persons.identity, { id: personId }, { firstName: "Camille", lastName: "Martin", email: `${name}@eleves.example`, phone: null })),
      })),
    )}`;
    await sql`insert into people.grants ${sql(some.map(([, { personId, studentId, schoolUai }]) => ({ person_id: uuidOf(personId), role: "STUDENT", student_id: uuidOf(studentId), school_uai: schoolUai })))}`;
  }
}
