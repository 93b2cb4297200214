import { type Actor, ANONYMOUS } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import { PERSONA_NAMES } from "@stages/demonstration/personas.ts";
import { describe, expect, it } from "vitest";
import { EVE_OF_OPENING, NOW, onPostgres, persona, world } from "./testing.ts";

const { run, aPublishedOffer, told, sql } = onPostgres();
const ministry = persona<"MINISTRY">("ministry");

const DEFINE = "mutation($input: DefineCampaignInput!) { defineCampaign(input: $input) { id label phase studentsOpenOn daysToAnswer reminderDays presenceRules { version byAge { fromAge hoursPerDay latest } } } }";
const week = (firstDay: string) => ({ firstDay, lastDay: Temporal.PlainDate.from(firstDay).add({ days: 4 }).toString() });
const define = (input: object, actor: Actor = ministry, now = NOW) => run<{ defineCampaign: Record<string, unknown> | null }>(actor, DEFINE, { input }, now);
const of2029 = { id: "2029", offersOpenOn: "2028-09-01", studentsOpenOn: "2028-10-02", weeks: [week("2029-06-18"), week("2029-06-25")] };
const LIMITS = { fromAge: 0, hoursPerDay: 6, hoursPerWeek: 30, daysPerWeek: 5, earliest: "07:00", latest: "19:30", dailyRestHours: 14, weeklyRestDays: 2, breakMinutes: 30, longestRunMinutes: 240 };

describe("the ministry", () => {
  it("prepares the next campaign from the one before, and changes it: each is told and kept", async () => {
    const { data, code } = await define(of2029);
    expect([code, data.defineCampaign]).toMatchObject([undefined, { id: "2029", label: "Stages de seconde 2029", phase: "PREPARED", daysToAnswer: 15, reminderDays: [10, 14], presenceRules: { version: "2024" } }]);
    const changed = await define({ id: "2029", daysToAnswer: 10, reminderDays: [7], presenceRules: { version: "2029", source: "Décret à venir", byAge: [LIMITS] } }, ministry, NOW.add({ seconds: 1 }));
    expect(changed.data.defineCampaign).toMatchObject({ daysToAnswer: 10, reminderDays: [7], studentsOpenOn: "2028-10-02", presenceRules: { version: "2029", byAge: [{ fromAge: 0, hoursPerDay: 6, latest: "19:30" }] } });
    // The same again: nothing to tell, nothing to keep.
    expect((await define({ id: "2029", daysToAnswer: 10 })).code).toBeUndefined();

    expect(await told("CampaignDefined", "2029")).toMatchObject([
      { campaign: { daysToAnswer: 15, weeks: { 1: week("2029-06-18") }, presenceRules: { version: "2024" } } },
      { campaign: { daysToAnswer: 10, reminderDays: [7], presenceRules: { version: "2029", byAge: [{ latest: "19:30:00" }] } } },
    ]);
    const history = await run<{ campaign: { changes: { byRole: string; byPersonId: string; changes: { field: string; from: string | null; to: string }[] }[] } }>(
      ministry, '{ campaign(id: "2029") { changes { changedAt byRole byPersonId changes { field from to } } } }');
    expect(history.data.campaign.changes.map(({ byRole, byPersonId }) => [byRole, byPersonId])).toEqual([["MINISTRY", ministry.personId], ["MINISTRY", ministry.personId]]);
    expect(history.data.campaign.changes[0]!.changes).toMatchObject([{ field: "daysToAnswer", from: "15", to: "10" }, { field: "reminderDays", from: "[10,14]", to: "[7]" }, { field: "presenceRules" }]);
    expect(history.data.campaign.changes[1]!.changes.every(({ from }) => from === null)).toBe(true);
  });

  it("is told everything that is wrong at once, and nothing is done", async () => {
    const { code, refusals, data } = await define({ id: "2031", label: " ", offersOpenOn: "2030-10-01", studentsOpenOn: "2030-09-01", weeks: [week("2031-06-17"), week("2031-06-23")], daysToConfirm: 0 });
    expect([code, data.defineCampaign, refusals]).toEqual([
      "TEXT_REQUIRED", null,
      [["TEXT_REQUIRED", "label"], ["CAMPAIGN_WEEK_INVALID", "weeks.0"], ["CAMPAIGN_WEEKS_NOT_CONSECUTIVE", "weeks.1"], ["CAMPAIGN_DATES_UNORDERED", "studentsOpenOn"], ["NUMBER_OUT_OF_RANGE", "daysToConfirm"]],
    ]);
    expect(await told("CampaignDefined", "2031")).toEqual([]);
  });

  it("takes nothing back: an opening that took place, the weeks of offers that are published, a campaign that is over", async () => {
    expect((await define({ id: "2027", studentsOpenOn: "2027-05-03", weeks: [week("2027-06-21"), week("2027-06-28")], signingLegalRepresentatives: 2 })).refusals).toEqual([
      ["CAMPAIGN_ALREADY_OPEN", "studentsOpenOn"], ["CAMPAIGN_WEEKS_PROMISED", "weeks"], ["CAMPAIGN_SETTING_PROMISED", "signingLegalRepresentatives"],
    ]);
    expect((await define({ id: "2024", nationalSeatsTarget: 1 })).code).toBe("CAMPAIGN_OVER");
  });

  it.each(PERSONA_NAMES.filter((name) => name !== "ministry"))("alone: %s is refused, and does not read what was changed", async (name) => {
    const actor = persona(name) as Actor;
    expect((await define(of2029, actor)).code).toBe("FORBIDDEN");
    const seen = await run<{ campaign: { changes: null; viewerActions: object[] } }>(actor, '{ campaign(id: "2027") { changes { byRole } viewerActions { action allowed refusals { code } } } }');
    expect([seen.code, seen.data.campaign]).toEqual(["FORBIDDEN", { changes: null, viewerActions: [{ action: "defineCampaign", allowed: false, refusals: [{ code: "FORBIDDEN" }] }] }]);
  });

  it("is offered the act as long as it would be accepted", async () => {
    const { data } = await run<{ campaigns: { id: string; phase: string; viewerActions: { allowed: boolean }[] }[] }>(ministry, "{ campaigns { id phase viewerActions { allowed } } }");
    expect(data.campaigns.filter(({ id }) => id < "2029").map(({ id, phase, viewerActions }) => [id, phase, viewerActions[0]!.allowed])).toEqual([["2024", "OVER", false], ["2027", "OPEN_TO_STUDENTS", true], ["2028", "PREPARED", true]]);
  });

  it("defines the same campaign twenty times at once: one is new, and every setting that is lost is in the record", async () => {
    const days = Array.from({ length: 20 }, (_, index) => index + 1);
    const of2030 = { id: "2030", offersOpenOn: "2029-09-01", studentsOpenOn: "2029-10-01", weeks: [week("2030-06-17"), week("2030-06-24")] };
    const answers = await Promise.all(days.map((daysToConfirm) => define({ ...of2030, daysToConfirm })));
    expect(answers.map(({ code }) => code).filter(Boolean)).toEqual([]);
    const rows = await sql()<{ changes: { field: string; from: string | null; to: string }[] }[]>`select changes from offers.campaign_changes where campaign_id = '2030'`;
    const steps = rows.flatMap(({ changes }) => changes.filter(({ field }) => field === "daysToConfirm"));
    expect(steps.filter(({ from }) => from === null)).toHaveLength(1);
    // A chain: each setting was left once for another, but the last.
    const left = steps.map(({ from }) => from).filter((from) => from !== null);
    expect(new Set(left).size).toBe(left.length);
    await sql()`delete from offers.campaigns where id in ('2029', '2030')`;
  });
});

describe("before the opening students are told the date on every way in", () => {
  const student = persona<"STUDENT">("student");
  const family = persona<"LEGAL_REPRESENTATIVE">("legal-representative");
  const OFFER = "query($id: ID!) { offer(id: $id) { id } }";

  it.each([["student", student], ["family", family]] as const)("an offer by its id, the same for one that waits, one that does not exist and what is no id: %s", async (_, actor) => {
    const { id } = await aPublishedOffer();
    const ask = async (offerId: string) => JSON.stringify(await run(actor as Actor, OFFER, { id: offerId }, EVE_OF_OPENING));
    const refused = await run(actor as Actor, OFFER, { id }, EVE_OF_OPENING);
    expect(refused).toMatchObject({ code: "STUDENTS_NOT_OPEN", message: expect.stringContaining("lundi 5 octobre 2026"), data: { offer: null } });
    expect([await ask(newId("offer")), await ask("n'importe quoi")]).toEqual([JSON.stringify(refused), JSON.stringify(refused)]);
    expect(await run(actor as Actor, OFFER, { id })).toMatchObject({ code: undefined, data: { offer: { id } } });
  });

  it("and an offer of a past campaign, to which a candidature may point, is read all the same", async () => {
    const { id } = world.offers.find(({ campaignId, publishedAt }) => campaignId === "2024" && publishedAt)!;
    expect(await run(student, OFFER, { id }, EVE_OF_OPENING)).toMatchObject({ code: undefined, data: { offer: { id } } });
  });

  it("search, and near home", async () => {
    expect((await run(student, '{ offers(search: { around: { communeCode: "19272" } }) { edges { cursor } } }', {}, EVE_OF_OPENING)).code).toBe("STUDENTS_NOT_OPEN");
    const nearby = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Student { offersNearby { edges { cursor } } } } }";
    const home = { __typename: "Home", latitude: 45.27, longitude: 1.77 };
    expect((await run(student, nearby, { r: [{ __typename: "Student", id: student.studentId, home }] }, EVE_OF_OPENING)).code).toBe("STUDENTS_NOT_OPEN");
  });

  it("until the ministry moves it: the next search knows", async () => {
    const searching = async () => (await run(student, '{ offers(search: { around: { communeCode: "19272" } }) { edges { cursor } } }', {}, EVE_OF_OPENING)).code;
    const opens = async (studentsOpenOn: string) => (await define({ id: "2027", studentsOpenOn }, ministry, EVE_OF_OPENING.subtract({ hours: 48 }))).code;
    expect([await searching(), await opens("2026-10-03"), await searching(), await opens("2026-10-05"), await searching()]).toEqual(["STUDENTS_NOT_OPEN", undefined, undefined, undefined, "STUDENTS_NOT_OPEN"]);
  });

  it("while hosts publish ahead", async () => {
    const { code, data } = await run<{ offer: object }>(persona<"HOST_MANAGER">("host-manager"), OFFER, { id: (await aPublishedOffer()).id }, EVE_OF_OPENING);
    expect([code, data.offer !== null]).toEqual([undefined, true]);
  });

  it("who is nobody is asked to sign in, and told no date", async () => {
    expect((await run(ANONYMOUS, OFFER, { id: newId("offer") }, EVE_OF_OPENING)).code).toBe("UNAUTHENTICATED");
  });
});
