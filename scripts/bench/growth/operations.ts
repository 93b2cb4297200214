import { readFileSync } from "node:fs";
import type { Sql } from "@stages/database/connection.ts";
import { idFromUuid } from "@stages/kernel/ids.ts";
import { type Accounts, headAccount, spreadRanks, studentAccount } from "../../national/accounts.ts";
import { OPERATIONS } from "../opening-day/operations.ts";

/** One request of an operation: whose, and what. */
export interface Asked {
  readonly account: string;
  readonly variables: object;
}

export interface Operation {
  readonly name: string;
  readonly query: string;
  /** As many as are asked for, each of another person or thing; fewer where there are no more. */
  readonly asked: (count: number) => Promise<readonly Asked[]>;
  /** Each is asked once: it changes what it is asked of. */
  readonly isWrite?: boolean;
}

export interface Setting {
  readonly sql: Sql;
  readonly accounts: Accounts;
  readonly campaignId: string;
  readonly today: Temporal.PlainDate;
  /** Asks the platform, for what is to be known beforehand. */
  readonly ask: (account: string, query: string, variables?: object) => Promise<unknown>;
}

const example = (name: string) => readFileSync(new URL(`../../../schema/examples/${name}.graphql`, import.meta.url), "utf8");
const RECTORAT = "other-rectorat";
const ACADEMY = "24";

/** The main ones, as clients ask them: the examples themselves, and the crowd's mutations. */
export function operationsOf({ sql, accounts, campaignId, today, ask }: Setting): readonly Operation[] {
  const students = async (count: number, variables: object = {}): Promise<readonly Asked[]> => spreadRanks(count, accounts.students).map((rank) => ({ account: studentAccount(rank), variables }));
  /** Those of a lycée, evenly spread over the country: the same for a school of any size of country. */
  const heads = async (count: number): Promise<readonly Asked[]> => spreadRanks(count, accounts.schoolUais.length).map((rank) => ({ account: headAccount(accounts.schoolUais[rank - 1]!), variables: {} }));
  const waiting = (count: number) => sql<{ id: string; manager: string }[]>`
    select distinct on (c.host_id) c.id, substr(p.subject, length('persona|') + 1) as manager
    from candidatures.candidatures c tablesample system (${accounts.students > 50_000 ? 5 : 100}) join candidatures.offers o on o.id = c.offer_id join candidatures.host_managers m on m.host_id = c.host_id join people.persons p on p.id = m.person_id
    where c.campaign_id = ${campaignId} and c.status in ('SUBMITTED', 'READ') and c.last_day_to_answer > ${today.toString()}::date and p.subject is not null
      and o.seats > (select count(*) from candidatures.candidatures t where t.offer_id = o.id and t.status in ('ACCEPTED', 'CONFIRMED'))
    limit ${count}`;

  return [
    { name: "student's home", query: example("01-who-am-i"), asked: students },
    { name: "search near home", query: example("04-offers-near-home"), asked: students },
    {
      name: "suggestions",
      query: example("27-search-suggestions"),
      asked: async (count) => {
        const places = await sql<{ latitude: number; longitude: number }[]>`select latitude, longitude from people.schools where uai = any(${[...accounts.schoolUais]}) order by md5(uai)`;
        const words = ["bou", "libr", "info", "mair", "ass", "vét", "res", "lab"];
        return (await students(count)).map(({ account }, rank) => {
          const { latitude, longitude } = places[rank % places.length]!;
          return { account, variables: { text: words[rank % words.length], near: { latitude, longitude } } };
        });
      },
    },
    {
      name: "offer page",
      query: OPERATIONS.offer,
      asked: async (count) => {
        const offers = await sql<{ id: string }[]>`select id from offers.offers where campaign_id = ${campaignId} and status = 'PUBLISHED' and reserved_school_uais = '{}' order by md5(id::text) limit ${count}`;
        return (await students(count)).map(({ account }, rank) => ({ account, variables: { id: idFromUuid("offer", offers[rank % offers.length]!.id) } }));
      },
    },
    { name: "my candidatures", query: example("05-my-candidatures"), asked: students },
    { name: "host's list to answer", query: example("06-candidatures-to-answer"), asked: async (count) => (await waiting(count)).map(({ manager }) => ({ account: manager, variables: {} })) },
    { name: "school's conventions", query: example("08-conventions-to-validate"), asked: heads },
    {
      name: "dashboard of an académie",
      query: example("61-dashboard-of-my-academy").replaceAll("onSameDayOf(campaignId: $other) { day enrolled covered rate }", "").replace(", $other: ID!", ""),
      asked: async (count) => Array.from({ length: count }, () => ({ account: RECTORAT, variables: { code: ACADEMY, campaign: campaignId, by: "WEEK" } })),
    },
    { name: "apply", query: OPERATIONS.apply, isWrite: true, asked: async (count) => (await applications(count)).slice(0, count) },
    {
      name: "accept",
      query: OPERATIONS.accept,
      isWrite: true,
      asked: async (count) => (await waiting(count)).map(({ id, manager }) => ({ account: manager, variables: { input: { candidatureId: idFromUuid("candidature", id) } } })),
    },
  ];

  /** One for each student who may apply to an offer near home: they are asked what the platform would refuse. */
  async function applications(count: number): Promise<readonly Asked[]> {
    const found: Asked[] = [];
    for (const { account } of await students(6 * count)) {
      if (found.length === count) break;
      const { viewer } = (await ask(account, OPERATIONS.nearHome)) as { viewer: { student: { offersNearby: { edges: readonly { node: { id: string; mode: string; application: { refusals: readonly object[] } | null } }[] } } } };
      const free = viewer.student.offersNearby.edges.find(({ node }) => node.mode === "INDIVIDUAL" && node.application?.refusals.length === 0);
      if (free) found.push({ account, variables: { input: { offerId: free.node.id, motivation: "Je voudrais découvrir ce métier de près." } } });
    }
    return found;
  }
}
