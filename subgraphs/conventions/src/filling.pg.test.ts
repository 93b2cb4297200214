import { campaignFact } from "@stages/events/campaign-fact.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { type ConventionId, newId } from "@stages/kernel/ids.ts";
import { sql } from "drizzle-orm";
import { connect, type Connection, writer } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { conventionsUnderTest, type ConventionsUnderTest, fact, hostPartInput, INSURANCE, MAY, SIRET } from "./conventions-fixture.ts";
import { aCampaign, ACTORS, HOST, TEACHER } from "./domain/fixtures.ts";
import { PARTIES, STATUSES, TRANSITIONS } from "./domain/lifecycle.ts";
import { remindOfConventions } from "./operations/remind-of-conventions.ts";
import { findByIds } from "./persistence/conventions.ts";
import { saveInsurance } from "./persistence/insurances.ts";

let under: ConventionsUnderTest;
let platform: Connection;

beforeAll(async () => {
  under = await conventionsUnderTest("filling");
  platform = connect({ url: under.database.url, name: "test", role: roleOf("conventions", "PLATFORM") });
});
afterAll(async () => {
  await platform.close();
  await under.stop();
});

const SAVE = "mutation($input: SaveConventionDraftInput!) { saveConventionDraft(input: $input) { id editableFields draft { host { activities tutor { name email } timetable { date slots { from to } } } school { adjustments liabilityInsurance { insurer } } } } }";
const save = (actor: Actor, conventionId: string, input: object) => under.run<{ saveConventionDraft: { draft: Record<string, unknown> } }>(actor, SAVE, { input: { conventionId, ...input } });
const DRAFT = "draft { host { activities tutor { name email } timetable { date } lunch } school { adjustments referentTeacherId liabilityInsurance { insurer policyNumber } legalRepresentatives { name } } }";
const draftOf = async (actor: Actor, id: string) => (await under.read<{ draft: { host: Record<string, unknown> | null; school: Record<string, unknown> | null } | null }>(actor, id, DRAFT)).draft;
const statusOf = async (id: string) => (await under.read<{ status: string }>(ACTORS.head, id, "status")).status;

describe("a draft", () => {
  it("is kept field by field: what is left out stays, null takes it out, and nothing of it is held to the rules", async () => {
    const { id } = await under.openConvention();
    await save(ACTORS.host, id, { host: { activities: "Observer", tutor: { name: "Paul" } } });
    const { data } = await save(ACTORS.host, id, { host: { tutor: { email: "pas une adresse" }, timetable: [{ date: "2027-06-13", slots: [{ from: "05:00", to: "23:00" }] }] } });
    expect(data.saveConventionDraft.draft["host"]).toEqual({ activities: "Observer", tutor: { name: "Paul", email: "pas une adresse" }, timetable: [{ date: "2027-06-13", slots: [{ from: "05:00", to: "23:00" }] }] });
    await save(ACTORS.host, id, { host: { activities: null } });
    expect((await draftOf(ACTORS.host, id))!.host).toMatchObject({ activities: null, tutor: { name: "Paul" } });
    expect(await statusOf(id)).toBe("DRAFT");
  });

  it("loses nothing when those who write different fields do it together", async () => {
    const { id } = await under.openConvention();
    const texts = { activities: "Observer", objectives: "Comprendre", place: "2 rue des Tilleuls", lunch: "Sur place", transport: "Car", lodging: "Aucun" };
    const answers = await Promise.all([
      ...Object.entries(texts).map(([field, text]) => save(ACTORS.host, id, { host: { [field]: text } })),
      save(ACTORS.head, id, { school: { liabilityInsurance: { insurer: "Mutuelle" } } }),
      save(ACTORS.adviser, id, { school: { adjustments: "Tiers temps" } }),
      save(ACTORS.teacher, id, { school: { referentTeacherId: TEACHER } }),
    ]);
    expect(answers.filter(({ code }) => code)).toEqual([]);
    const host = await under.read<{ draft: { host: object } }>(ACTORS.host, id, "draft { host { activities objectives place lunch transport lodging } }");
    expect(host.draft.host).toEqual(texts);
    expect((await draftOf(ACTORS.head, id))!.school).toMatchObject({ adjustments: "Tiers temps", referentTeacherId: TEACHER, liabilityInsurance: { insurer: "Mutuelle" } });
  });

  it("would lose fields if each wrote the whole of it after reading it unlocked", async () => {
    let draft: Record<string, string> = {};
    const naive = async (field: string) => {
      const read = { ...draft };
      await platform.db.execute(sql`select 1`);
      draft = { ...read, [field]: "x" };
    };
    await Promise.all(["activities", "place", "lunch"].map(naive));
    expect(Object.keys(draft).length).toBeLessThan(3);
  });

  it("shows each what is theirs to write, and takes no field of another's", async () => {
    const { id, studentId } = await under.openConvention();
    await save(ACTORS.host, id, { host: { activities: "Observer" } });
    await save(ACTORS.head, id, { school: { adjustments: "Tiers temps", legalRepresentatives: [{ name: "Anne Mazaud" }] } });
    expect(await draftOf(ACTORS.host, id)).toMatchObject({ host: { activities: "Observer" }, school: null });
    expect(await draftOf(ACTORS.head, id)).toMatchObject({ host: null, school: { adjustments: "Tiers temps", legalRepresentatives: [{ name: "Anne Mazaud" }] } });
    expect(await draftOf(ACTORS.teacher, id)).toMatchObject({ host: null, school: { adjustments: null, legalRepresentatives: [{ name: "Anne Mazaud" }] } });
    expect(await draftOf({ ...ACTORS.student, studentId }, id)).toBeNull();
    const refused = await save(ACTORS.host, id, { host: { place: "Ici" }, school: { adjustments: "x", liabilityInsurance: { insurer: "y" } } });
    expect(refused.refusals.map(({ code, field }) => `${code} ${field}`)).toEqual(["FIELD_NOT_YOURS school.liabilityInsurance.insurer", "FIELD_NOT_YOURS school.adjustments"]);
    expect((await save(ACTORS.teacher, id, { school: { adjustments: "x" } })).refusals).toMatchObject([{ code: "FIELD_NOT_YOURS", field: "school.adjustments" }]);
    expect((await save(ACTORS.host, id, { host: { activities: "x".repeat(501) } })).refusals).toMatchObject([{ code: "TEXT_TOO_LONG", field: "host.activities" }]);
  });

  it("becomes the part when it is completed, with every refusal at once before that", async () => {
    const { id } = await under.openConvention();
    await save(ACTORS.host, id, { host: { activities: "Observer", timetable: [{ date: "2027-06-13", slots: [{ from: "09:00", to: "12:00" }] }] } });
    expect((await under.complete(id, null)).refusals.map(({ code, field }) => `${code} ${field}`)).toEqual([
      "TEXT_REQUIRED representative.name", "TEXT_REQUIRED representative.function", "TEXT_REQUIRED tutor.name", "TEXT_REQUIRED tutor.function", "TEXT_REQUIRED tutor.email",
      "TEXT_REQUIRED place", "PRESENCE_OUTSIDE_PERIOD timetable.0.date",
    ]);
    await save(ACTORS.host, id, { host: { ...hostPartInput(), lunch: "Cantine" } });
    expect((await under.complete(id, null)).data).toMatchObject({ completeConvention: { status: "HOST_COMPLETED" } });
    const part = await under.read<{ hostPart: object; presenceRules: object; draft: object | null }>(ACTORS.host, id, `hostPart { lunch activities lodging } presenceRules { version source } ${DRAFT}`);
    expect(part).toMatchObject({ hostPart: { lunch: "Cantine", lodging: null }, presenceRules: { version: "2024", source: expect.stringContaining("Code du travail") }, draft: { host: null, school: null } });
  });

  it("takes up what the school gave back", async () => {
    const { id } = await under.openConvention();
    await under.complete(id, hostPartInput({ lunch: "Cantine" }));
    await under.run(ACTORS.head, 'mutation($id: ID!) { returnConvention(input: { conventionId: $id, reason: "Préciser." }) { id } }', { id });
    expect((await draftOf(ACTORS.host, id))!.host).toMatchObject({ lunch: "Cantine" });
    await save(ACTORS.host, id, { host: { activities: "Plus précisément." } });
    await under.complete(id, null);
    expect(await under.read(ACTORS.host, id, "hostPart { activities lunch }")).toEqual({ hostPart: { activities: "Plus précisément.", lunch: "Cantine" } });
  });
});

describe("rules of presence that changed since", () => {
  it("are held to at validation, with the day and the rule; the host completes again by the new ones", async () => {
    const [one, other] = await under.openConventions(2);
    const long = { timetable: hostPartInput()["timetable"] };
    for (const { id } of [one!, other!]) await under.complete(id, hostPartInput(long as never));
    const { presenceRules } = aCampaign;
    const rules = { ...presenceRules, version: "2027 bis", byAge: presenceRules.byAge.map((limits) => ({ ...limits, hoursPerDay: 6 })) };
    await under.bus.publish([fact("CampaignDefined", "2027", { campaign: campaignFact({ ...aCampaign, presenceRules: rules }) })]);
    await under.heard();
    const { refusals } = await under.validate(one!.id);
    expect(refusals[0]).toEqual({ code: "PRESENCE_HOURS_PER_DAY", field: "hostPart.timetable.0", message: "Le lundi 14 juin 2027 : 6 h 30 de présence sont prévues, pour un maximum de 6 h par jour." });
    expect(await under.read(ACTORS.head, one!.id, "status presenceRules { version source }")).toEqual({ status: "HOST_COMPLETED", presenceRules: { version: "2024", source: null } });
    await under.bus.publish([fact("CampaignDefined", "2027", { campaign: campaignFact({ ...aCampaign, presenceRules: { ...rules, version: "2027 ter", byAge: presenceRules.byAge } }) })]);
    await under.heard();
    expect((await under.validate(one!.id)).code).toBeUndefined();
    expect(await under.read(ACTORS.head, one!.id, "status presenceRules { version }")).toEqual({ status: "VALIDATED", presenceRules: { version: "2027 ter" } });
    await under.bus.publish([fact("CampaignDefined", "2027", { campaign: campaignFact(aCampaign) })]);
    await under.heard();
  });
});

describe("a stage found elsewhere", () => {
  const CREATE = "mutation($input: CreateConventionInput!) { createConvention(input: $input) { id status origin confirmedAt hostParty { legalName siret country } host { id } editableFields } }";
  const BELGIAN = { legalName: "Imprimerie Haute", country: "BE", address: "12 rue Haute, 1000 Bruxelles", representative: { name: "Ann Peeters", email: "ann@imprimerie.example" } };
  type Created = { createConvention: { id: string; hostParty: object | null; host: { id: string }; editableFields: readonly string[]; status: string } | null };
  const create = (actor: Actor, studentId: string, host: object = BELGIAN, over: object = {}) => under.run<Created>(actor, CREATE, { input: { studentId, period: "WEEK_1", host, ...over } });

  it("with a host that the platform does not know is filled and validated by the school, and its representative is told", async () => {
    const [studentId] = await under.students(1);
    const { data } = await create(ACTORS.head, studentId!);
    const { id, ...created } = data.createConvention!;
    expect(created).toMatchObject({ status: "DRAFT", origin: "SCHOOL", host: null, hostParty: { legalName: "Imprimerie Haute", siret: null, country: "BE" } });
    expect(created.editableFields).toContain("host.timetable");
    expect(await under.told("HostRepresentativeNamed", id)).toEqual([{ conventionId: id, studentId, hostId: expect.stringMatching(/^host_/) as string, name: "Ann Peeters", email: "ann@imprimerie.example" }]);
    expect((await under.complete(id, hostPartInput(), ACTORS.host)).code).toBe("NOT_FOUND");
    expect((await under.complete(id, hostPartInput(), ACTORS.head)).data).toMatchObject({ completeConvention: { status: "HOST_COMPLETED" } });
    expect((await under.validate(id)).code).toBeUndefined();
    expect(await under.told("ConventionStatusChanged", id)).toMatchObject([{ from: null, to: "DRAFT", by: "SCHOOL", candidatureId: null }, { to: "HOST_COMPLETED", by: "SCHOOL" }, { to: "VALIDATED" }]);
  });

  it("with a host of the platform is its managers' to fill, known by its SIRET however it is written", async () => {
    const [studentId] = await under.students(1);
    const { data } = await create(ACTORS.teacher, studentId!, { legalName: "Delmas", siret: SIRET.replace(/(\d{3})/, "$1 "), address: "Tulle" });
    expect(data.createConvention).toMatchObject({ hostParty: null, host: { id: HOST } });
    const { id } = data.createConvention!;
    expect(data.createConvention!.editableFields).not.toContain("host.timetable");
    expect((await under.complete(id, hostPartInput(), ACTORS.head)).code).toBe("FORBIDDEN");
    expect((await under.complete(id)).code).toBeUndefined();
    expect((await under.validate(id)).code).toBeUndefined();
    expect(await under.told("HostRepresentativeNamed", id)).toEqual([]);
  });

  it("is refused beside a convention of the same week, and opens beside one of the other", async () => {
    const { studentId, id } = await under.openConvention();
    expect((await create(ACTORS.head, studentId)).refusals).toMatchObject([{ code: "CONVENTION_SAME_WEEKS", field: "period" }]);
    expect((await create(ACTORS.head, studentId, BELGIAN, { period: "BOTH_WEEKS" })).code).toBe("CONVENTION_SAME_WEEKS");
    expect((await create(ACTORS.head, studentId, BELGIAN, { period: "WEEK_2" })).code).toBeUndefined();
    await under.run(ACTORS.head, 'mutation($id: ID!) { cancelConvention(input: { conventionId: $id, cause: MISTAKE, reason: "Erreur." }) { id } }', { id });
    expect((await create(ACTORS.head, studentId)).code).toBeUndefined();
  });

  it("opens once of twenty that ask together, and once under its key", async () => {
    const [studentId, other] = await under.students(2);
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(ACTORS.head, studentId!)));
    expect(answers.filter(({ code }) => code === undefined)).toHaveLength(1);
    expect(new Set(answers.flatMap(({ code }) => code ?? []))).toEqual(new Set(["CONVENTION_SAME_WEEKS"]));
    const keyed = await Promise.all(Array.from({ length: 3 }, () => create(ACTORS.head, other!, BELGIAN, { idempotencyKey: "depuis-le-bureau" })));
    expect(new Set(keyed.map(({ data }) => data.createConvention?.id)).size).toBe(1);
  });

  it("would open twice without a hold on the student: the check alone lets both pass", async () => {
    const open: string[] = [];
    const naive = async () => {
      const isFree = open.length === 0;
      await platform.db.execute(sql`select 1`);
      if (isFree) open.push("convention");
    };
    await Promise.all([naive(), naive()]);
    expect(open).toHaveLength(2);
  });

  it("is not for a student of another school, nor for one that nobody has, which are the same", async () => {
    const [elsewhere] = await under.students(1, { schoolUai: "0190002J" });
    const [theirs, nobodys] = [await create(ACTORS.head, elsewhere!), await create(ACTORS.head, newId("student"))];
    expect(theirs).toEqual(nobodys);
    expect(theirs.code).toBe("NOT_FOUND");
    expect((await create(ACTORS.host, elsewhere!)).code).toBe("FORBIDDEN");
  });

  it("is said to come from a booking where nobody accepted it", async () => {
    const [booked] = await under.openConventions(1, { isBooked: true });
    expect(await under.read(ACTORS.head, booked!.id, "origin")).toEqual({ origin: "BOOKING" });
  });
});

describe("the host reminds the school head", () => {
  const REMIND = "mutation($id: ID!) { remindSchoolHead(input: { conventionId: $id }) { id schoolRemindedOn viewerActions { action allowed refusals { code } } } }";
  const remind = (id: string, now = MAY) => under.run<{ remindSchoolHead: { schoolRemindedOn: string; viewerActions: { action: string; allowed: boolean; refusals: { code: string }[] }[] } }>(ACTORS.host, REMIND, { id }, now);

  it("once a civil day, however many ask together, and again on the next", async () => {
    const { id } = await under.openConvention();
    expect((await remind(id)).code).toBe("WRONG_STATE");
    await under.complete(id);
    const answers = await Promise.all(Array.from({ length: 10 }, () => remind(id)));
    expect(answers.map(({ code }) => code ?? "done").toSorted()).toEqual([...Array<string>(9).fill("REMINDED_TODAY"), "done"]);
    const done = answers.find(({ code }) => code === undefined)!.data.remindSchoolHead;
    expect(done.schoolRemindedOn).toBe("2027-05-20");
    expect(done.viewerActions.find(({ action }) => action === "remindSchoolHead")).toMatchObject({ allowed: false, refusals: [{ code: "REMINDED_TODAY" }] });
    // Half past midnight in Paris is the next day, and still the same one in UTC.
    expect((await remind(id, Temporal.Instant.from("2027-05-20T22:30:00Z"))).code).toBeUndefined();
    expect(await under.told("ConventionAwaited", id)).toMatchObject([{ awaited: "SCHOOL", askedByHost: true, hostName: "Atelier Delmas", studentName: "Zoé M.", startsOn: "2027-06-14", capacities: [] }, { askedByHost: true }]);
  });
});

describe("reminders by themselves", () => {
  const on = (day: string) => Temporal.Instant.from(`${day}T06:00:00Z`);
  const sweep = (day: string) => remindOfConventions(writer(platform.db, () => {}), on(day));

  it("tell who is waited for on the campaign's days, each once beside replicas, the days missed by an outage as one", async () => {
    const [waits, completed, validated] = await under.openConventions(3);
    for (const { id } of [completed!, validated!]) await under.complete(id);
    await under.validate(validated!.id);
    const told = async () => Promise.all([waits!, completed!, validated!].map(async ({ id }) => (await under.told("ConventionAwaited", id)).map(({ awaited }) => awaited).join(" ")));
    await sweep("2027-05-22");
    expect(await told()).toEqual(["", "", ""]);
    await Promise.all(Array.from({ length: 4 }, () => sweep("2027-05-23")));
    await sweep("2027-05-23");
    expect(await told()).toEqual(["HOST", "SCHOOL", "SIGNATURE"]);
    await sweep("2027-06-04");
    expect(await told()).toEqual(["HOST HOST", "SCHOOL SCHOOL", "SIGNATURE SIGNATURE INSURANCE"]);
    await sweep("2027-06-12");
    await sweep("2027-06-30");
    expect(await told()).toEqual(["HOST HOST", "SCHOOL SCHOOL", "SIGNATURE SIGNATURE INSURANCE INSURANCE"]);
    expect((await under.told("ConventionAwaited", validated!.id))[0]).toMatchObject({ capacities: ["SCHOOL_HEAD", "HOST_MANAGER", "LEGAL_REPRESENTATIVE"], askedByHost: false });
  });

  it("ask for no attestation of insurance that was given, and again for one that was refused", async () => {
    const { id } = await under.openConvention();
    await under.complete(id);
    await under.validate(id);
    const [convention] = await findByIds(platform.db, [id as ConventionId]);
    const given = { studentId: convention!.studentId, campaignId: "2027", state: "SUBMITTED", fileId: newId("file"), submittedAt: MAY, submittedBy: ACTORS.student.personId, decidedAt: null, decidedBy: null, reason: null } as const;
    const asked = async () => (await under.told("ConventionAwaited", id)).filter(({ awaited }) => awaited === "INSURANCE").length;
    await platform.db.transaction((tx) => saveInsurance(tx, given));
    await sweep("2027-06-04");
    expect(await asked()).toBe(0);
    await platform.db.transaction((tx) => saveInsurance(tx, { ...given, state: "REFUSED", reason: "Illisible." }));
    await sweep("2027-06-12");
    expect(await asked()).toBe(1);
  });

  it("begin again with the status", async () => {
    const { id } = await under.openConvention();
    await sweep("2027-05-23");
    under.travel(on("2027-05-24"));
    await under.complete(id);
    under.travel(MAY);
    await sweep("2027-05-26");
    expect((await under.told("ConventionAwaited", id)).map(({ awaited }) => awaited)).toEqual(["HOST"]);
    await sweep("2027-05-27");
    expect((await under.told("ConventionAwaited", id)).map(({ awaited }) => awaited)).toEqual(["HOST", "SCHOOL"]);
  });
});

describe("many validated at once", () => {
  const MANY = "mutation($input: ValidateConventionsInput!) { validateConventions(input: $input) { conventionId convention { status } refusals { code field } } }";
  type Line = { conventionId: string; convention: { status: string } | null; refusals: { code: string; field: string }[] };
  const validateAll = (conventionIds: readonly string[], over: object = {}, runId: string = crypto.randomUUID()) => under.run<{ validateConventions: readonly Line[] | null }>(ACTORS.head, MANY, { input: { runId, conventionIds, ...over } });
  const ALL = { referentTeacherId: TEACHER, liabilityInsurance: INSURANCE };

  it("are each decided as if alone: a refusal undoes none of the others, and asking again goes on", async () => {
    const [drafted, bare, open] = await under.openConventions(3);
    for (const { id } of [drafted!, bare!]) await under.complete(id);
    await save(ACTORS.head, drafted!.id, { school: { referentTeacherId: TEACHER, liabilityInsurance: INSURANCE } });
    const unknown = newId("convention");
    const ids = [drafted!.id, bare!.id, open!.id, unknown, "convention_x"];
    const first = (await validateAll(ids)).data.validateConventions!;
    expect(first.map(({ convention, refusals }) => [convention?.status, ...refusals.map(({ code, field }) => `${code} ${field}`)])).toEqual([
      ["VALIDATED"],
      ["HOST_COMPLETED", "REFERENT_TEACHER_UNKNOWN referentTeacherId", "TEXT_REQUIRED liabilityInsurance.insurer", "TEXT_REQUIRED liabilityInsurance.policyNumber"],
      ["DRAFT", "WRONG_STATE null"],
      [undefined, "NOT_FOUND conventionIds.3"],
      [undefined, "NOT_FOUND conventionIds.4"],
    ]);
    const again = (await validateAll(ids, ALL)).data.validateConventions!;
    expect(again.map(({ convention, refusals }) => [convention?.status, refusals.length])).toEqual([["VALIDATED", 0], ["VALIDATED", 0], ["DRAFT", 1], [undefined, 1], [undefined, 1]]);
    expect(await under.told("ConventionStatusChanged", drafted!.id)).toHaveLength(3);
  });

  it("are validated once each, however often they are named and however many lists run together", async () => {
    const ids = (await under.openConventions(4)).map(({ id }) => id);
    for (const id of ids) await under.complete(id);
    const twice = ids.flatMap((id) => [id, id]);
    const answers = (await Promise.all([validateAll(twice, ALL), validateAll(twice.toReversed(), ALL)])).map(({ data }) => data.validateConventions!);
    expect(answers.map((lines) => lines.map(({ conventionId }) => conventionId))).toEqual([twice, twice.toReversed()]);
    expect(answers.flat().map(({ convention, refusals }) => [convention?.status, refusals])).toEqual(Array.from({ length: 16 }, () => ["VALIDATED", []]));
    for (const id of ids) expect((await under.told("ConventionStatusChanged", id)).map(({ to }) => to)).toEqual(["DRAFT", "HOST_COMPLETED", "VALIDATED"]);
  });

  it("are followed by who asked, and by nobody else", async () => {
    const opened = await under.openConventions(12);
    for (const { id } of opened) await under.complete(id);
    const runId = crypto.randomUUID();
    const ids = opened.map(({ id }) => id);
    expect((await validateAll(ids, ALL, runId)).data.validateConventions!.every(({ refusals }) => refusals.length === 0)).toBe(true);
    const FOLLOW = "subscription($runId: ID!, $after: String) { validationProgress(runId: $runId, after: $after) { state done refused total } }";
    const follow = (actor: Actor, after?: string) => under.graph.subscribe({ query: FOLLOW, variables: { runId, after }, caller: { actor, now: MAY, requestId: "test" } });
    const late = follow(ACTORS.head);
    await late.next();
    expect((await late.next()).value).toMatchObject({ data: { validationProgress: { state: "DONE", done: 12, refused: 0, total: 12 } } });
    await late.return?.();
    const all = follow(ACTORS.head, "0");
    await all.next();
    expect((await all.next()).value).toMatchObject({ data: { validationProgress: { state: "RUNNING", done: 10 } } });
    await all.return?.();
    const other = follow({ ...ACTORS.head, personId: newId("person") }, "0");
    await other.next();
    const nothing = other.next();
    await other.return?.();
    expect(await nothing).toMatchObject({ done: true });
  });

  it("are 500 at most, under an id that is one", async () => {
    expect((await validateAll(Array(501).fill("x"))).code).toBe("TOO_MANY_ITEMS");
    expect((await validateAll([], {}, "encore")).code).toBe("INVALID_RUN_ID");
  });
});

describe("the database's table of steps", () => {
  it("is that of the domain, pair by pair, party by party, with a host of the platform or not", async () => {
    const froms = [null, ...STATUSES];
    const asked = froms.flatMap((from) => STATUSES.flatMap((to) => [null, ...PARTIES].flatMap((party) => [false, true].map((isHostUnknown) => ({ from, to, party, isHostUnknown })))));
    const rows = await platform.db.execute<{ possible: boolean }>(sql`
      select conventions.is_step(j ->> 'from', j ->> 'to', j ->> 'party', (j ->> 'isHostUnknown')::boolean) as possible
      from jsonb_array_elements(${JSON.stringify(asked)}::text::jsonb) with ordinality as t (j, n) order by n`);
    const expected = asked.map(({ from, to, party, isHostUnknown }) =>
      TRANSITIONS.some((step) => step.from === from && step.to === to && (party === null || step.by.includes(party) || (isHostUnknown && (step.inPlaceOfHost ?? []).includes(party)))));
    expect(rows.map(({ possible }) => possible)).toEqual(expected);
  });
});
