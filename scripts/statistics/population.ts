import { campaignFact } from "@stages/events/campaign-fact.ts";
import type { Sql } from "@stages/database/connection.ts";
import type { Random } from "@stages/demonstration/random.ts";
import { type Campaign, SETTINGS_OF_2024 } from "@stages/kernel/campaign.ts";
import { academyOfDepartment } from "@stages/reference/academies.ts";

export const CAMPAIGNS = ["2026", "2027"] as const;
export const SECTORS = [..."ACFGIJKMNOPQRS"];
export const HOST_KINDS = ["COMPANY", "ADMINISTRATION", "ASSOCIATION", "ECOLE", "SCHOOL", "ACADEMIC_SERVICE"] as const;

/** Some of one académie and of one département, some alone in theirs. */
export const SCHOOLS = ["019", "019", "019", "023", "087", "087", "075", "033", "024", "971", "02A"].map((prefix, index) => {
  const department = prefix.replace(/^0/, "");
  const shortest = department.slice(0, 2);
  return { uai: `${prefix === "02A" ? "620" : prefix}${String(1_000 + index)}A`, academy: academyOfDepartment(department)!.code, commune: `${prefix === "971" ? "971" : shortest}${prefix === "971" ? "05" : "001"}` };
});

/** Of version 7 by its bits, not by its time: what is drawn is where a search begins too. */
export function uuid(random: Random): string {
  const hex = Array.from({ length: 4 }, () => random.int(0, 2 ** 32 - 1).toString(16).padStart(8, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function campaign(id: string): Campaign {
  const firstDay = Temporal.PlainDate.from(`${id}-06-14`);
  const opening = firstDay.subtract({ months: 8 });
  return { id, label: id, offersOpenOn: opening, studentsOpenOn: opening, weeks: { 1: { firstDay, lastDay: firstDay.add({ days: 4 }) }, 2: { firstDay: firstDay.add({ days: 7 }), lastDay: firstDay.add({ days: 11 }) } }, ...SETTINGS_OF_2024 };
}

/** Few enough that many operations meet on the same ones. */
export async function populate(sql: Sql, random: Random, students: number): Promise<void> {
  await sql`create schema if not exists proof`;
  await sql`create table if not exists proof.done (worker integer primary key, operations integer not null)`;
  await sql`create table if not exists proof.naive (change integer not null)`;
  await sql`grant usage on schema proof to stages_conventions_platform, stages_candidatures_platform, stages_offers_platform, stages_people_platform`;
  await sql`grant select, insert, update on proof.done, proof.naive to stages_conventions_platform, stages_candidatures_platform, stages_offers_platform, stages_people_platform`;
  for (const schema of ["people", "offers", "candidatures", "conventions"]) {
    for (const id of CAMPAIGNS) await sql`insert into ${sql(schema)}.campaigns (id, campaign) values (${id}, ${sql.json(campaignFact(campaign(id)) as never)})`;
  }
  for (let n = 0; n < students; n += 1) {
    const { uai, academy } = random.pick(SCHOOLS);
    const id = uuid(random);
    const campaignId = random.pick(CAMPAIGNS);
    await sql`insert into people.students (id, person_id, campaign_id, school_uai, academy, class_name, private) values (${id}, ${uuid(random)}, ${campaignId}, ${uai}, ${academy}, '2de 1', '\\x00')`;
    await sql`insert into candidatures.students (id, school_uai, academy, campaign_id, home) values (${id}, ${uai}, ${academy}, ${campaignId}, '\\x00')`;
    await sql`insert into conventions.students (id, identity, class_name, school_uai, academy, campaign_id) values (${id}, '\\x00', '2de 1', ${uai}, ${academy}, ${campaignId})`;
  }
  for (let n = 0; n < students / 4; n += 1) {
    const { academy, commune } = random.pick(SCHOOLS);
    const [host, offer, campaignId, sector, kind] = [uuid(random), uuid(random), random.pick(CAMPAIGNS), random.pick(SECTORS), random.pick(HOST_KINDS)];
    await sql`insert into offers.hosts (id, legal_name, kind, sector, address_line, commune_code, commune_name, country, academy) values (${host}, ${`Structure ${n}`}, ${kind}, ${sector}, '', ${commune}, '', 'FR', ${academy})`;
    await sql`insert into offers.intentions (id, host_id, campaign_id, both_weeks, week1, week2, declared_at) values (${uuid(random)}, ${host}, ${campaignId}, ${random.int(0, 5)}, ${random.int(0, 5)}, 0, now())`;
    await sql`insert into offers.offers (id, host_id, campaign_id, academy, status, title, description, activities, sector, period, mode, seats, address_line, commune_code, commune_name, latitude, longitude, accessible, tutor, reserved_school_uais, published_at)
      values (${offer}, ${host}, ${campaignId}, ${academy}, 'PUBLISHED', 'Offre', '', '', ${sector}, ${random.pick(["BOTH_WEEKS", "WEEK_1", "WEEK_2"])}, 'INDIVIDUAL', ${random.int(1, 20)}, '', ${commune}, '', 45, 1, true, '\\x00', '{}', now())`;
    await sql`insert into candidatures.offers (id, host_id, campaign_id, title, period, seats, latitude, longitude, reserved_school_uais, status, sector, host_kind) values (${offer}, ${host}, ${campaignId}, 'Offre', 'BOTH_WEEKS', 5, 45, 1, '{}', 'PUBLISHED', ${sector}, ${kind})`;
    await sql`insert into conventions.offers (id, campaign_id, offer, sector, host_kind) values (${offer}, ${campaignId}, '\\x00', ${sector}, ${kind})`;
  }
}
