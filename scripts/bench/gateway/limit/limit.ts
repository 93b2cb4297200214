import type { Actor, ActorOf, Role } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { type IdPrefix, idFromUuid } from "@stages/kernel/ids.ts";
import { unseal } from "@stages/vault/vault.ts";
import type { Sql } from "postgres";

/** What a limit is given: it is told who asks, and trusts it. */
export interface Asking<R extends Role = Role> {
  /** As the superuser, past every row policy; each statement prepared. */
  readonly sql: Sql;
  readonly actor: ActorOf<R>;
  readonly now: Temporal.Instant;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Read once, as the subgraphs remember them. */
  readonly campaigns: readonly Campaign[];
}

/** An operation of schema/examples by hand: its statements, the seals it cannot do without, and the object that is its answer. */
export type Limit = (asking: Asking) => Promise<object>;

/** The same for whoever asks in that role, and for nobody else. */
export const as =
  <R extends Actor["role"]>(role: R, limit: (asking: Asking<R>) => Promise<object>): Limit =>
  (asking) => {
    if (asking.actor.role !== role) throw new Error(`This is asked as ${role}`);
    return limit(asking as unknown as Asking<R>);
  };

export interface Identity {
  readonly firstName: string;
  readonly lastName: string;
}

/** Opens what stands in a column of that row, by the name that the code has for it: `distanceKm`. */
export const opened = <T>(table: string, column: string, id: string, sealed: Uint8Array): T => unseal<T>({ table, id, column }, sealed);

/** Of `people.persons`, by its bare uuid. */
export const identityOf = (uuid: string, sealed: Uint8Array): Identity => opened("people.persons", "identity", idFromUuid("person", uuid), sealed);

export const orNull = <P extends IdPrefix>(prefix: P, uuid: string | null) => (uuid === null ? null : idFromUuid(prefix, uuid));

/** PostgreSQL's text, as the graph writes an instant. */
export const instant = (text: string): string => Temporal.Instant.from(text).toString();

/** Seats of an offer's line in the ledger that are held on a day, accepted in time or confirmed. */
export const TAKEN = `(select count(*)::integer from candidatures.candidatures held where held.offer_id = o.id and held.status in ('ACCEPTED', 'CONFIRMED')
  and (held.status = 'CONFIRMED' or held.last_day_to_confirm >= $1::date))`;
