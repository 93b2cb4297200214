import type { Sql } from "@stages/database/connection.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import type { Actor, ActorOf } from "@stages/kernel/actor.ts";
import { idFromUuid, type IdPrefix, uuidOf } from "@stages/kernel/ids.ts";

/** The same question in two schemas, and what both answers say. */
export interface DataQuestion {
  readonly name: string;
  /** Who asks ours; PostGraphile asks nobody. */
  readonly persona: PersonaName;
  /** Where one subgraph knows all that is asked: the same persona, as that subgraph is told of them. */
  readonly direct?: Actor;
  readonly ours: string;
  readonly postgraphile: string;
  readonly ofOurs: (data: never) => unknown;
  readonly ofPostgraphile: (data: never) => unknown;
}

const PAGE = 20;
/** Half a degree around Tulle, on a map. */
const BOUNDS = { south: 44.77, west: 1.27, north: 45.77, east: 2.27 };

export interface Viewers {
  readonly student: ActorOf<"STUDENT">;
  readonly hostId: string;
  readonly schoolUai: string;
  readonly campaignId: string;
}

/** What has a place on a map is a function of SQL there, as its documentation has it for what no column says. */
export async function addMapFunction(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create schema if not exists bench;
    create or replace function bench.offers_on_map(south double precision, west double precision, north double precision, east double precision, campaign text, school text)
    returns setof offers.offers language sql stable as $$
      select * from offers.offers o
      where o.status = 'PUBLISHED' and o.campaign_id = campaign and o.mode = 'INDIVIDUAL'
        and (o.reserved_school_uais = '{}' or school = any (o.reserved_school_uais))
        and o.latitude between south and north and o.longitude between west and east
      order by o.published_at desc, o.id desc
    $$`);
}

type Row = Readonly<Record<string, never>>;
const nodesOf = ({ edges }: { readonly edges: readonly { readonly node: Row }[] }) => edges.map(({ node }) => node);
const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
const id = (prefix: IdPrefix, uuid: string) => idFromUuid(prefix, uuid);

export function questionsFor({ student, hostId, schoolUai, campaignId }: Viewers): readonly DataQuestion[] {
  type Beside = "" | "offer { title }" | "offer { title host { legalName } }";
  const candidature = (beside: Beside) => `edges { node { id status period submittedAt lastDayToAnswer ${beside} history { from to at byRole } } }`;
  const theirCandidature = (beside: Beside) =>
    `nodes { rowId status period submittedAt lastDayToAnswer ${beside.replace("offer", "offerByOfferId").replace("host ", "hostByHostId ")} candidaturesHistoriesByCandidatureId(orderBy: ROW_ID_ASC) { nodes { from to at byRole } } }`;
  const said = (row: never, candidatureId: unknown, offer: Row, history: readonly Row[]) => {
    const { status, period, submittedAt, lastDayToAnswer } = row as Row;
    return [candidatureId, status, period, at(submittedAt!), lastDayToAnswer, offer, history.map(({ from, to, at: when, byRole }) => [from, to, at(when!), byRole])];
  };
  const candidatures = (name: string, persona: PersonaName, condition: string, beside: Beside, more: Partial<DataQuestion> = {}): DataQuestion => ({
    name,
    persona,
    ours: `{ candidatures(first: ${PAGE}) { ${candidature(beside)} } }`,
    postgraphile: `{ allCandidaturesCandidatures(first: ${PAGE}, orderBy: ROW_ID_ASC, condition: { ${condition} }) { ${theirCandidature(beside)} } }`,
    ofOurs: ({ candidatures: page }: { candidatures: never }) => nodesOf(page).map((row) => said(row as never, row["id"], [row["offer"]?.["title"], row["offer"]?.["host"]?.["legalName"]] as never, row["history"]!)),
    ofPostgraphile: ({ allCandidaturesCandidatures: { nodes } }: { allCandidaturesCandidatures: { nodes: readonly Row[] } }) =>
      nodes.map((row) => said(row as never, id("candidature", row["rowId"]!), [row["offerByOfferId"]?.["title"], row["offerByOfferId"]?.["hostByHostId"]?.["legalName"]] as never, row["candidaturesHistoriesByCandidatureId"]!["nodes"])),
    ...more,
  });
  return [
    {
      name: "offers on a map, their hosts, how many",
      persona: "student",
      ours: `{ offers(first: ${PAGE}, search: { order: NEWEST, mode: INDIVIDUAL, within: { south: ${BOUNDS.south}, west: ${BOUNDS.west}, north: ${BOUNDS.north}, east: ${BOUNDS.east} } }) { totalCount edges { node { id title period seats publishedAt host { legalName kind } } } } }`,
      postgraphile: `{ benchOffersOnMap(first: ${PAGE}, south: ${BOUNDS.south}, west: ${BOUNDS.west}, north: ${BOUNDS.north}, east: ${BOUNDS.east}, campaign: "${campaignId}", school: "${schoolUai}") { totalCount nodes { rowId title period seats publishedAt hostByHostId { legalName kind } } } }`,
      ofOurs: ({ offers }: { offers: never }) => [offers["totalCount"], nodesOf(offers).map(({ id, title, period, seats, publishedAt, host }) => [id, title, period, seats, at(publishedAt!), host])],
      ofPostgraphile: ({ benchOffersOnMap: { totalCount, nodes } }: { benchOffersOnMap: { totalCount: number; nodes: readonly Row[] } }) => [
        totalCount,
        nodes.map(({ rowId, title, period, seats, publishedAt, hostByHostId }) => [id("offer", rowId!), title, period, seats, at(publishedAt!), hostByHostId]),
      ],
    },
    {
      name: "a host's offers, seats taken",
      persona: "host-manager",
      ours: `{ host(id: "${hostId}") { legalName offers(first: ${PAGE}) { edges { node { id title status period seats seatsTaken } } } } }`,
      postgraphile: `{ hostByRowId(rowId: "${uuidOf(hostId as never)}") { legalName offersByHostId(first: ${PAGE}, orderBy: ROW_ID_ASC) { nodes { rowId title status period seats seatsTaken } } } }`,
      ofOurs: ({ host }: { host: Row }) => [host["legalName"], nodesOf(host["offers"]!).map(({ id, title, status, period, seats, seatsTaken }) => [id, title, status, period, seats, seatsTaken ?? 0])],
      ofPostgraphile: ({ hostByRowId: { legalName, offersByHostId } }: { hostByRowId: Row }) => [
        legalName,
        (offersByHostId!["nodes"] as readonly Row[]).map(({ rowId, title, status, period, seats, seatsTaken }) => [id("offer", rowId!), title, status, period, seats, seatsTaken]),
      ],
    },
    candidatures("a student's candidatures, history", "student", `studentId: "${uuidOf(student.studentId)}"`, "", { direct: student }),
    candidatures("a student's candidatures, offers, hosts, history", "student", `studentId: "${uuidOf(student.studentId)}"`, "offer { title host { legalName } }"),
    candidatures("a host's candidatures, offers, history", "host-manager", `hostId: "${uuidOf(hostId as never)}"`, "offer { title }"),
    {
      name: "a school, its conventions, their hosts",
      persona: "school-head",
      ours: `{ school(uai: "${schoolUai}") { name postcode communeName conventions(first: ${PAGE}) { edges { node { id status period openedAt host { legalName kind } } } } } }`,
      postgraphile: `{ peopleSchoolByUai(uai: "${schoolUai}") { name postcode communeName conventionsConventionsBySchoolUai(first: ${PAGE}, orderBy: ROW_ID_ASC) { nodes { rowId status period openedAt hostByHostId { legalName kind } } } } }`,
      ofOurs: ({ school: { name, postcode, communeName, conventions } }: { school: Row }) => [name, postcode, communeName, nodesOf(conventions!).map(({ id, status, period, openedAt, host }) => [id, status, period, at(openedAt!), host])],
      ofPostgraphile: ({ peopleSchoolByUai: { name, postcode, communeName, conventionsConventionsBySchoolUai } }: { peopleSchoolByUai: Row }) => [
        name,
        postcode,
        communeName,
        (conventionsConventionsBySchoolUai!["nodes"] as readonly Row[]).map(({ rowId, status, period, openedAt, hostByHostId }) => [id("convention", rowId!), status, period, at(openedAt!), hostByHostId]),
      ],
    },
  ];
}
