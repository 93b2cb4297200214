import { connectSql } from "@stages/database/connection.ts";
import { pgSchema } from "drizzle-orm/pg-core";
import { migrateBus } from "./postgres-bus.ts";
import { messagingTables } from "./tables.ts";

/** A subgraph of nothing but its messaging, for tests: its effects are rows of `toy.effects`. */
export const toyTables = messagingTables(pgSchema("toy"));

export async function createToy(url: string): Promise<void> {
  await migrateBus(url);
  const client = connectSql({ url, name: "toy", max: 1 });
  await client.unsafe(`
    create schema toy;
    create table toy.outbox (position bigint primary key generated always as identity, event_id uuid not null, type text not null,
      version integer not null, key text not null, payload bytea not null, about uuid, occurred_at timestamptz not null, traceparent text);
    create table toy.inbox (event_id uuid primary key, handled_at timestamptz not null, failure text);
    create table toy.set_aside (event_id uuid primary key, side text not null, why text not null, type text not null, version integer not null, key text not null,
      payload bytea not null, about uuid, occurred_at timestamptz not null, position bigint not null, reason text not null, tries integer not null, since timestamptz not null);
    create table toy.bus_cursor (consumer text primary key, position bigint not null);
    create table toy.effects (event_id uuid not null, key text not null, n bigint generated always as identity);`);
  await client.end();
}
