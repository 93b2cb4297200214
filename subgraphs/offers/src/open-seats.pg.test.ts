import { ANONYMOUS } from "@stages/kernel/actor.ts";
import { isSmall } from "@stages/statistics/small-counts.ts";
import { lineOfPublicSeats } from "@stages/statistics/published-line.ts";
import type { PublicSeats } from "@stages/statistics/public-seats.ts";
import { boundsOfHidden } from "@stages/statistics/subtraction.ts";
import { describe, expect, it } from "vitest";
import { onPostgres } from "./testing.ts";

const { run, sql } = onPostgres();
/** NOW is a Saturday. */
const SUNDAY = "2027-04-04";

const SEATS = "seats { published taken left isHidden }";
const ASKED = `query($r: [_Any!]!) { _entities(representations: $r) { ... on OpenStatistics { ${SEATS} seatsByAcademy { code name ${SEATS} } seatsBySector { code name ${SEATS} } } } }`;

interface Line {
  readonly code: string | null;
  readonly name: string;
  readonly seats: PublicSeats & { readonly isHidden: boolean };
}
interface Told {
  readonly seats: PublicSeats & { readonly isHidden: boolean };
  readonly seatsByAcademy: readonly Line[];
  readonly seatsBySector: readonly Line[];
}

async function ask(campaignId: string): Promise<Told> {
  const { data, message } = await run<{ _entities: [Told] }>(ANONYMOUS, ASKED, { r: [{ __typename: "OpenStatistics", campaignId }] });
  expect(message).toBeUndefined();
  return JSON.parse(JSON.stringify(data._entities[0])) as Told;
}

const sumsOf = async (campaignId: string, where: string) => {
  const [row] = await sql().unsafe(`select coalesce(sum(seats_taken), 0)::int as taken, coalesce(sum(seats_left), 0)::int as left from offers.daily_rollups where campaign_id = '${campaignId}' and day <= '${SUNDAY}' and ${where}`);
  return row as unknown as { readonly taken: number; readonly left: number };
};

describe.each(["2024", "2027"])("the seats of %s that everyone may know", (campaignId) => {
  it("are those of last Sunday, exact or hidden, and none below five", async () => {
    const { seats, seatsByAcademy, seatsBySector } = await ask(campaignId);
    const lines = [
      { where: "academy = '' and breakdown = ''", seats },
      ...seatsByAcademy.filter(({ code }) => code !== null).map(({ code, seats }) => ({ where: `academy = '${code}' and department = '' and breakdown = ''`, seats })),
      ...seatsBySector.map(({ code, seats }) => ({ where: `academy = '' and breakdown = 'SECTOR=${code}'`, seats })),
    ];
    for (const { where, seats } of lines) {
      const { taken, left } = await sumsOf(campaignId, where);
      if (seats.taken === null) expect(seats).toMatchObject({ taken: null, left: null, isHidden: true });
      else expect({ where, ...seats }).toEqual({ where, published: taken + left, taken, left, isHidden: false });
      if (isSmall(taken) || isSmall(left)) expect(seats.taken).toBeNull();
    }
  });

  it("cannot be found where they are hidden, by académie nor by sector", async () => {
    const { seats, seatsByAcademy, seatsBySector } = await ask(campaignId);
    for (const lines of [seatsByAcademy, seatsBySector]) {
      const bounds = await boundsOfHidden(lineOfPublicSeats({ ...seats, of: lines.map(({ code, seats }) => ({ code: code ?? "abroad", ...seats })) }));
      expect(bounds.filter(({ low, high }) => high - low < 4)).toEqual([]);
    }
  });
});

it("are named, those where there is any", async () => {
  const { seatsByAcademy, seatsBySector } = await ask("2027");
  expect(seatsByAcademy.map(({ code, name, seats }) => [code, name, seats.isHidden])).toEqual([["10", "Lyon", false], ["14", "Rennes", false], ["22", "Limoges", false], ["24", "Créteil", false]]);
  expect(seatsBySector.find(({ code }) => code === "Q")).toMatchObject({ name: "Santé humaine et action sociale", seats: { isHidden: false } });
});

it("are hidden with those abroad where these are few", async () => {
  await sql()`insert into offers.daily_rollups (campaign_id, academy, department, school_uai, breakdown, day, seats_taken, seats_left)
    select '2028', academy, '', '', breakdown, '2026-01-01'::date, taken, "left" from (values ('', '', 62, 101), ('22', '', 10, 20), ('24', '', 20, 30), ('25', '', 30, 50), ('', 'SECTOR=Q', 62, 101)) v (academy, breakdown, taken, "left")`;
  const { seats, seatsByAcademy, seatsBySector } = await ask("2028");
  expect(seats).toEqual({ published: 163, taken: 62, left: 101, isHidden: false });
  expect(seatsByAcademy.map(({ name, seats }) => [name, seats.taken, seats.left])).toEqual([["Limoges", null, null], ["Créteil", 20, 30], ["Versailles", 30, 50], ["À l'étranger", null, null]]);
  expect(seatsBySector.map(({ code, seats }) => [code, seats.taken])).toEqual([["Q", 62]]);
});

it("tells nothing of a campaign that is not known", async () => {
  expect(await ask("2050")).toEqual({ seats: null, seatsByAcademy: null, seatsBySector: null });
});
