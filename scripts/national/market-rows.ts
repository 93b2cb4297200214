import { CONDITIONS, fillIn } from "@stages/demonstration/trades.ts";
import type { Role } from "@stages/kernel/actor.ts";
import { hostManagerRow } from "@stages/conventions/persistence/host-managers.ts";
import { offerRow } from "@stages/conventions/persistence/rows.ts";
import type { Lack, Status } from "@stages/offers/domain/lifecycle.ts";
import { maxSeatsOf } from "@stages/offers/domain/seats.ts";
import * as offersTables from "@stages/offers/persistence/tables.ts";
import { sealedPerson } from "@stages/people/persistence/person-rows.ts";
import { hostAccount, subjectOf } from "./accounts.ts";
import type { Calendar, Seconds } from "./calendar.ts";
import { Copies, plain } from "./copies.ts";
import { addressOf, legalNameOf, siretOf, STREET } from "./hosts.ts";
import { typeIdOf, uuidFor } from "./ids.ts";
import type { Host, Market, Offer } from "./market.ts";
import { fullName, type People } from "./persons.ts";
import { bytea, sealedText } from "./seals.ts";
import { MARKET_COLUMNS, type MarketTable } from "./tables.ts";
import type { Words } from "./words.ts";

type Path = readonly (readonly [Status, Seconds, Role, Lack | null])[];

interface Making {
  readonly copies: Copies<MarketTable>;
  readonly calendar: Calendar;
  readonly people: People;
  readonly words: Words;
}

/** Hosts, and their offers as the students left them: those that are there at the calendar's end, and are this share's. */
export async function copyMarket(databaseUrl: string, { hosts, offers }: Market, isMine: (rank: number) => boolean, making: Omit<Making, "copies">): Promise<void> {
  const copies = await Copies.open(databaseUrl, MARKET_COLUMNS);
  const { until } = making.calendar;
  const there = hosts.filter(({ rank }) => rank > 0 && isMine(rank));
  for (const [index, host] of there.entries()) {
    copyHost(host, { ...making, copies });
    if (index % 1_000 === 0) await copies.flush();
  }
  const published = offers.filter(({ host, publishedAt }) => host.rank > 0 && isMine(host.rank) && (publishedAt ?? 0) <= until);
  for (const [index, offer] of published.entries()) {
    copyOffer(offer, { ...making, copies });
    if (index % 1_000 === 0) await copies.flush();
  }
  await copies.end();
}

const addressColumns = ({ school: { postcode, communeCode, communeName } }: Host) => [STREET, plain(postcode), communeCode, plain(communeName)] as const;

function copyHost(host: Host, { copies, calendar, people }: Making): void {
  const { id, managerId, rank, trade, school, classes, intendedSeats, latitude, longitude } = host;
  const manager = people.manager(host);
  const name = plain(legalNameOf(host, manager.lastName));
  const siret = siretOf(host);
  const personId = typeIdOf("person", managerId);
  const subject = subjectOf(hostAccount(rank));
  const { firstName, lastName, email, phone } = manager;
  const person = sealedPerson({ id: personId, subject, firstName, lastName, email, phone });
  copies.add("people.persons", managerId, subject, bytea(person.identity), person.emailIndex);
  copies.add("people.grants", managerId, "HOST_MANAGER", null, id, null);
  copies.add("people.hosts", id, name);
  copies.add("offers.hosts", id, siret, name, trade.kind, trade.sector, ...addressColumns(host), latitude, longitude, "FR", school.academy, classes);
  copies.add("offers.host_managers", id, managerId);
  copies.add("candidatures.host_managers", id, managerId);
  copies.add("conventions.hosts", id, siret, name, plain(addressOf(host)));
  copies.add("conventions.host_managers", id, managerId, bytea(hostManagerRow({ hostId: typeIdOf("host", id), personId, name: fullName(manager), phone }).contact));
  if (intendedSeats !== null) {
    const at = calendar.startOf(calendar.offersOpen) - 10 * 86_400 + rank;
    copies.add("offers.intentions", uuidFor("intention", at, rank), id, calendar.campaign.id, intendedSeats, 0, 0, calendar.text(at));
  }
}

function copyOffer(offer: Offer, { copies, calendar, people, words }: Making): void {
  const { id, host, text, period, mode, seats, taken, publishedAt } = offer;
  const { trade, school, rank, latitude, longitude } = host;
  const { campaign } = calendar;
  const path = pathOf(offer, calendar);
  const status = path.at(-1)![0];
  const { lastName } = people.manager(host);
  const fill = (template: string) => fillIn(template, lastName, school.communeName);
  const [title, description, activities] = [fill(text.title), fill(text.description), fill(text.activities)];
  const tutor = people.tutor(offer);
  const typeId = typeIdOf("offer", id);
  copies.add(
    "offers.offers",
    id, host.id, campaign.id, school.academy, status, plain(title), plain(description), plain(activities), trade.sector, period, mode, seats, taken, ...addressColumns(host), latitude, longitude,
    rank % 5 < 3, rank % 3 === 0 ? null : CONDITIONS[rank % CONDITIONS.length]!, sealedText(offersTables.offers.tutor, { id: typeId }, tutor), "{}", publishedAt === null ? null : calendar.text(publishedAt), trade.kind,
  );
  for (const [index, [to, at, role, why]] of path.entries()) copies.add("offers.history", id, path[index - 1]?.[0] ?? null, to, calendar.text(at), role === "HOST_MANAGER" ? host.managerId : null, role, why);
  if (publishedAt === null) return;
  words.learn(text, school.communeName, `${title} ${description} ${activities}`);
  const maxSeats = maxSeatsOf(trade.kind === "ECOLE" ? { kind: "ECOLE", classes: host.classes } : { kind: trade.kind, classes: null });
  copies.add("candidatures.offers", id, host.id, campaign.id, plain(title), period, mode, seats, maxSeats, latitude, longitude, "{}", status, trade.sector, trade.kind);
  const fact = offerRow({
    id: typeId, campaignId: campaign.id, title, activities, sector: trade.sector, period, mode, seats, maxSeats, reservedSchoolUais: [], tutor,
    host: { id: typeIdOf("host", host.id), siret: siretOf(host), legalName: legalNameOf(host, lastName), kind: trade.kind, address: addressOf(host) },
    place: { latitude, longitude, address: addressOf(host) },
  });
  copies.add("conventions.offers", id, campaign.id, bytea(fact.offer), trade.sector, trade.kind);
}

/** What nobody can take any more needs its host's attention: full, or begun. */
function pathOf({ publishedAt, host, period, seats, taken, lastTakenAt, fate }: Offer, calendar: Calendar): Path {
  const { until } = calendar;
  if (publishedAt === null) return [["DRAFT", host.registeredAt, "HOST_MANAGER", null]];
  const path: (readonly [Status, Seconds, Role, Lack | null])[] = [["PUBLISHED", publishedAt, "HOST_MANAGER", null]];
  const fullAt = Math.max(lastTakenAt, publishedAt) + 1;
  if (taken === seats && (fate === null || fate.at > fullAt)) path.push(["NEEDS_UPDATE", fullAt, "PLATFORM", "FULL"]);
  if (fate !== null && fate.at <= until) path.push([fate.to, fate.at, fate.to === "HIDDEN" ? "RECTORAT" : "HOST_MANAGER", null]);
  const begins = calendar.startOf(calendar.firstDay(period));
  if (path.at(-1)![0] === "PUBLISHED" && begins <= until) path.push(["NEEDS_UPDATE", begins, "PLATFORM", "PAST"]);
  return path;
}
