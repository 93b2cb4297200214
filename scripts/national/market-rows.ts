import { fillIn } from "@stages/demonstration/trades.ts";
import { MOST_SEATS } from "@stages/kernel/offer-seats.ts";
import type { Lack, Status } from "@stages/offers/domain/lifecycle.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { Calendar, Seconds } from "./calendar.ts";
import { Copies, plain } from "./copies.ts";
import type { Ids } from "./ids.ts";
import type { Host, Market, Offer } from "./market.ts";
import { dummies, type Dummies, MARKET_COLUMNS, type MarketTable } from "./tables.ts";

type Path = readonly (readonly [Status, Seconds, Role, Lack | null])[];

/** Hosts, and their offers as the students left them. */
export async function copyMarket(databaseUrl: string, { hosts, offers }: Market, calendar: Calendar, ids: Ids): Promise<void> {
  const copies = await Copies.open(databaseUrl, MARKET_COLUMNS);
  const sealed = dummies();
  for (const [index, host] of hosts.entries()) {
    copyHost(copies, host, calendar, ids);
    if (index % 1_000 === 0) await copies.flush();
  }
  for (const [index, offer] of offers.entries()) {
    copyOffer(copies, offer, calendar, sealed);
    if (index % 1_000 === 0) await copies.flush();
  }
  await copies.end();
}

const nameOf = ({ trade, number, school }: Host) => fillIn(trade.legalName, `N° ${number}`, school.communeName);
const addressOf = ({ school: { postcode, communeCode, communeName } }: Host) => ["1 rue des Tilleuls", plain(postcode), communeCode, plain(communeName)] as const;

function copyHost(copies: Copies<MarketTable>, host: Host, calendar: Calendar, ids: Ids): void {
  const { id, managerId, trade, school, classes, intendedSeats, latitude, longitude } = host;
  const name = plain(nameOf(host));
  const address = addressOf(host);
  copies.add("offers.hosts", id, name, trade.kind, trade.sector, ...address, latitude, longitude, "FR", school.academy, classes);
  copies.add("offers.host_managers", id, managerId);
  copies.add("candidatures.host_managers", id, managerId);
  copies.add("conventions.hosts", id, name, `${address[0]}, ${address[1]} ${address[3]}`);
  if (intendedSeats !== null) {
    const at = calendar.startOf(calendar.offersOpen) - 10 * 86_400 + host.number;
    copies.add("offers.intentions", ids.next("intention", at), id, calendar.campaign.id, intendedSeats, 0, 0, calendar.text(at));
  }
}

function copyOffer(copies: Copies<MarketTable>, offer: Offer, calendar: Calendar, sealed: Dummies): void {
  const { id, host, text, period, mode, seats, taken, publishedAt } = offer;
  const { trade, school, number, latitude, longitude } = host;
  const path = pathOf(offer, calendar);
  const status = path.at(-1)![0];
  const fill = (template: string) => plain(fillIn(template, `N° ${number}`, school.communeName));
  const title = fill(text.title);
  copies.add(
    "offers.offers",
    id, host.id, calendar.campaign.id, school.academy, status, title, fill(text.description), fill(text.activities), trade.sector, period, mode, seats, taken, ...addressOf(host), latitude, longitude,
    number % 5 < 3, sealed.tutor, "{}", publishedAt === null ? null : calendar.text(publishedAt), trade.kind,
  );
  for (const [index, [to, at, role, why]] of path.entries()) copies.add("offers.history", id, path[index - 1]?.[0] ?? null, to, calendar.text(at), role === "HOST_MANAGER" ? host.managerId : null, role, why);
  if (publishedAt === null) return;
  copies.add("candidatures.offers", id, host.id, calendar.campaign.id, title, period, mode, seats, MOST_SEATS, latitude, longitude, "{}", status, trade.sector, trade.kind);
  copies.add("conventions.offers", id, calendar.campaign.id, sealed.offer, trade.sector, trade.kind);
}

/** What nobody can take any more needs its host's attention: full, or begun. */
function pathOf({ publishedAt, host, period, seats, taken, lastTakenAt, fate }: Offer, calendar: Calendar): Path {
  const { until } = calendar;
  if (publishedAt === null) return [["DRAFT", calendar.startOf(calendar.offersOpen) + host.number, "HOST_MANAGER", null]];
  const path: (readonly [Status, Seconds, Role, Lack | null])[] = [["PUBLISHED", publishedAt, "HOST_MANAGER", null]];
  const fullAt = Math.max(lastTakenAt, publishedAt) + 1;
  if (taken === seats && (fate === null || fate.at > fullAt)) path.push(["NEEDS_UPDATE", fullAt, "PLATFORM", "FULL"]);
  if (fate !== null && fate.at <= until) path.push([fate.to, fate.at, fate.to === "HIDDEN" ? "RECTORAT" : "HOST_MANAGER", null]);
  const begins = calendar.startOf(calendar.firstDay(period));
  if (path.at(-1)![0] === "PUBLISHED" && begins <= until) path.push(["NEEDS_UPDATE", begins, "PLATFORM", "PAST"]);
  return path;
}
