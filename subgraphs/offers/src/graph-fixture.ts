import { connect, type Database, writer } from "@stages/database/connection.ts";
import { openFrom } from "@stages/database/sealed.ts";
import { roleOf } from "@stages/database/standing.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import type { OfferFact } from "@stages/events/contracts.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { newId, type OfferId } from "@stages/kernel/ids.ts";
import { siretFrom } from "@stages/kernel/siret.ts";
import { freshDatabase, migratedBy } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { asc, inArray } from "drizzle-orm";
import { aCampaign, ACTORS, aHost, anOffer } from "./domain/fixtures.ts";
import type { Host } from "./domain/host.ts";
import type { Status } from "./domain/lifecycle.ts";
import type { Offer } from "./domain/offer.ts";
import type { RecordedOffers, Told } from "./history-checker.ts";
import { historyOf } from "./persistence/history.ts";
import { hostRow } from "./persistence/hosts.ts";
import { findOffersByIds, offerRow } from "./persistence/offers.ts";
import * as tables from "./persistence/tables.ts";
import { createOffersSubgraph } from "./subgraph.ts";

export const NOW = Temporal.Instant.from("2027-03-10T10:00:00Z");
const create = (databaseUrl: string) => createOffersSubgraph({ databaseUrl, clock: () => NOW, onFailure: (error) => console.error(error) });

let sirens = 0;

export interface Answer<T> {
  readonly data: T | null;
  /** Of the first error; undefined when there is none. */
  readonly code: string | undefined;
}

/**
 * The graph on a database of its own with a campaign and nothing else, and short ways to set a scene. Nothing is started:
 * what is told stays where it can be read, and time passes when a test says so.
 */
export async function startGraph({ replicas = 1 } = {}) {
  const database = await freshDatabase("offers", migratedBy(create));
  const subgraphs = Array.from({ length: replicas }, () => create(database.url));
  const graphs = subgraphs.map((subgraph) => inProcessTransport(subgraph));
  const { db, close } = connect({ url: database.url, name: "test", max: 10 });
  // What follows the facts of the ledger runs as this one.
  const platform = connect({ url: database.url, name: "test platform", role: roleOf("offers", "PLATFORM"), max: 10 });
  await db.insert(tables.campaigns).values({ id: "2027", campaign: campaignFact(aCampaign()) });
  let turn = 0;

  const scene = {
    /** Managed by ACTORS.HOST_MANAGER, unless it says otherwise. */
    async host(over: Partial<Host> = {}): Promise<Host> {
      const host = aHost({ id: newId("host"), siret: siretFrom(`50000${String((sirens += 1)).padStart(8, "0")}`), ...over });
      await db.insert(tables.hosts).values(hostRow(host));
      for (const personId of host.managerIds) await db.insert(tables.hostManagers).values({ hostId: host.id, personId });
      return host;
    },
    /** In the state that is given, with the way that led there. */
    async offer(over: Partial<Offer> & Pick<Offer, "hostId">): Promise<Offer> {
      const offer = anOffer({ id: newId("offer"), ...(over.status === "DRAFT" ? { publishedAt: null } : {}), ...over });
      await db.insert(tables.offers).values(offerRow(offer));
      const path: readonly Status[] = offer.status === "DRAFT" ? ["DRAFT"] : offer.status === "PUBLISHED" ? ["PUBLISHED"] : ["PUBLISHED", offer.status];
      await db.insert(tables.history).values(path.map((status, n) => historyOf({ from: path[n - 1] ?? null, offer: { ...offer, status }, actor: ACTORS.HOST_MANAGER, at: NOW })));
      return offer;
    },
  };

  return {
    ...scene,
    db: db as Database,
    platform: { db: platform.db as Database, write: writer(platform.db, () => {}) },
    schema: subgraphs[0]!.schema,
    /** All that was recorded of these, and told of them, for the checker of histories. */
    async recorded(ids: readonly OfferId[]): Promise<RecordedOffers> {
      const [offers, history, outbox] = await Promise.all([
        findOffersByIds(db, ids),
        db.select().from(tables.history).where(inArray(tables.history.offerId, [...ids])),
        db.select().from(tables.outbox).where(inArray(tables.outbox.key, [...ids])).orderBy(asc(tables.outbox.position)),
      ]);
      const told = outbox.map((row): Told => {
        const payload = openFrom(tables.outbox.payload, row, row.payload) as { readonly offer?: OfferFact; readonly status?: string };
        return { offerId: row.key as OfferId, status: payload.offer ? "PUBLISHED" : payload.status!, title: payload.offer?.title ?? null };
      });
      return { offers, history, told };
    },
    /** Replicas take turns. */
    async run<T = Record<string, unknown>>(actor: Actor, query: string, variables: Record<string, unknown> = {}, now = NOW): Promise<Answer<T>> {
      const { data, errors } = await graphs[turn++ % graphs.length]!.execute({ query, variables, caller: { actor, now, requestId: "test" } });
      return { data: data as T | null, code: errors && String(errors[0]?.extensions?.["code"]) };
    },
    async stop() {
      for (const subgraph of subgraphs) await subgraph.stop();
      await Promise.all([close(), platform.close()]);
      await database.drop();
    },
  };
}

export type Graph = Awaited<ReturnType<typeof startGraph>>;
