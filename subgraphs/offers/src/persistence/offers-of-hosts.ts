import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { HostId, OfferId } from "@stages/kernel/ids.ts";
import { and, asc, eq, gt, inArray, ne, type SQL } from "drizzle-orm";
import type { Status } from "../domain/lifecycle.ts";
import type { Offer } from "../domain/offer.ts";
import { offerColumns, offerOf } from "./offers.ts";
import { hosts, offers } from "./tables.ts";

export interface HostOffersPage {
  readonly status: Status | null;
  readonly after: OfferId | null;
  readonly limit: number;
}

/** The same page of the offers of several hosts, oldest first, in one statement. */
export async function findOffersOfHosts(db: Reader, hostIds: readonly HostId[], { status, after, limit }: HostOffersPage, listed: SQL | undefined): Promise<readonly Offer[]> {
  const page = db
    .select(offerColumns)
    .from(offers)
    .where(and(eq(offers.hostId, hosts.id), listed, status ? eq(offers.status, status) : undefined, after ? gt(offers.id, after) : undefined))
    .orderBy(asc(offers.id))
    .limit(limit)
    .as("page");
  const rows = await db.select({ page: page._.selectedFields }).from(hosts).crossJoinLateral(page).where(inArray(hosts.id, [...hostIds])).orderBy(asc(page.id));
  return rows.map(({ page }) => offerOf(page));
}

const readAllOffersOfHosts = readByKeys(offers.hostId, (db, among) => db.select(offerColumns).from(offers).where(among).orderBy(asc(offers.id)));

/** Drafts included: for whoever takes their own data away. */
export async function findAllOffersOfHosts(db: Reader, hostIds: readonly HostId[]): Promise<readonly Offer[]> {
  return (await readAllOffersOfHosts(db, hostIds)).map(offerOf);
}

/** Those whose students come, though the catalogue may not show them any more. */
const OUT: readonly Status[] = ["PUBLISHED", "NEEDS_UPDATE", "HIDDEN"];

export async function findOffersOut(db: Reader, hostIds: readonly HostId[]): Promise<readonly Offer[]> {
  return (await db.select(offerColumns).from(offers).where(and(inArray(offers.hostId, [...hostIds]), inArray(offers.status, [...OUT]))).orderBy(asc(offers.id))).map(offerOf);
}

/** Until the end of the transaction none of them is edited, published or withdrawn; answers all that can still be. */
export async function lockOffersOfHost(tx: Transaction, hostId: HostId): Promise<readonly Offer[]> {
  const rows = await tx.select(offerColumns).from(offers).where(and(eq(offers.hostId, hostId), ne(offers.status, "REMOVED"))).orderBy(asc(offers.id)).for("update");
  return rows.map(offerOf);
}

export const isOut = ({ status }: Pick<Offer, "status">): boolean => OUT.includes(status);
