import { roundedDistanceKm } from "@stages/candidatures/domain/distance.ts";
import { currentCampaign } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import { idFromUuid } from "@stages/kernel/ids.ts";
import { bandsOf, type Bounds, CELLS_PER_DEGREE } from "@stages/offers/domain/area.ts";
import { periodsLeft } from "@stages/offers/domain/campaigns.ts";
import { as } from "./limit.ts";
import { aroundPoint } from "./nearest.ts";

/** The few reserved offers are found by whose they are, the others by where. */
const HITS = `o.status = 'PUBLISHED' and o.campaign_id = $1 and o.period = any($2) and o.latitude between $4 and $5 and o.longitude between $6 and $7`;
const OPEN = `${HITS} and o.reserved_school_uais = '{}'`;
const RESERVED = `${HITS} and o.reserved_school_uais <> '{}' and o.reserved_school_uais && array[$3]::varchar[]`;
const COUNTED = `select ((select count(*) from unnest($8::int[], $9::int[]) as band(low, high) join offers.offers o on o.cell between band.low and band.high where ${OPEN})
  + (select count(*) from offers.offers o where ${RESERVED}))::integer as count`;
const PAGE = `select o.id, o.title, o.latitude, o.longitude from (
    (select o.* from offers.offers o where ${OPEN} and o.point <@ $9::cube order by o.point <-> $8::cube, o.id limit 5)
    union all (select o.* from offers.offers o where ${RESERVED} order by o.point <-> $8::cube, o.id limit 5)) as o
  order by o.point <-> $8::cube, o.id limit 5`;

export const offersOnAMap = as("STUDENT", async ({ sql, actor, now, variables, campaigns }) => {
  const today = civilDateOf(now);
  const campaign = currentCampaign([...campaigns], today)!;
  const bounds = variables["within"] as Bounds;
  const { south, west, north, east } = bounds;
  const middle = { latitude: (south + north) / 2, longitude: (west + east) / 2 };
  const { centre, box } = aroundPoint(middle, Math.max(...[south, north].map((latitude) => roundedDistanceKm(middle, { latitude, longitude: west }))) + 1);
  const bands = bandsOf({ centre: middle, radiusKm: 0, bounds }, CELLS_PER_DEGREE);
  const asked = [campaign.id, [...periodsLeft(campaign, today)], actor.schoolUai, south, north, west, east];
  const [[counted], page] = await Promise.all([
    sql.unsafe(COUNTED, [...asked, bands.map(({ from }) => from), bands.map(({ to }) => to)], { prepare: true }),
    sql.unsafe(PAGE, [...asked, centre, box], { prepare: true }),
  ]);
  const edges = page.map(({ id, title, latitude, longitude }) => ({
    distanceKm: roundedDistanceKm(middle, { latitude, longitude } as Coordinates),
    node: { id: idFromUuid("offer", id), title, place: { latitude, longitude } },
  }));
  return { offers: { totalCount: counted!["count"], edges } };
});
