import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { eq } from "drizzle-orm";
import { actorOf, type Grant } from "../domain/grant.ts";
import { grants, persons } from "./tables.ts";

/** Who bears this subject, as of now; null when nobody does, or has no role. */
export async function findActor(db: Reader, subject: string): Promise<Actor | null> {
  const rows = await db
    .select({ id: persons.id, email: persons.email, grant: grants })
    .from(persons)
    .leftJoin(grants, eq(grants.personId, persons.id))
    .where(eq(persons.subject, subject));
  const [bearer] = rows;
  return bearer ? actorOf(bearer, rows.flatMap(({ grant }) => (grant ? [grant as Grant] : []))) : null;
}

/** False when the person had it already. */
export async function insertGrant(tx: Transaction, personId: PersonId, grant: Grant): Promise<boolean> {
  const inserted = await tx.insert(grants).values({ personId, ...grant }).onConflictDoNothing().returning({ role: grants.role });
  return inserted.length > 0;
}
