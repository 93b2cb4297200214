import { join } from "node:path";
import { PERSONA_NAMES, type PersonaName } from "@stages/demonstration/personas.ts";
import type { StagesClient, Way } from "@stages/client/client.ts";
import { newId } from "@stages/kernel/ids.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { narrator } from "../../../scripts/story/narrator.ts";
import { ABSENCE_ALERTS, ACCEPT, PUBLISH_OFFER, offerInput, SEATS, SUBMIT } from "../../../scripts/story/operations.ts";
import { playStory } from "../../../scripts/story/play-story.ts";
import { backAndForth } from "./back-and-forth.ts";
import { operationOf, playExample, readExamples } from "./examples.ts";
import { type Ear, earOn } from "./listening.ts";
import { comparable, MODES, type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

const EXAMPLES = readExamples(join(import.meta.dirname, "../../../schema/examples"));
const ofKind = (kind: string) => EXAMPLES.filter((example) => operationOf(example) === kind);
const persona = (name: string | null) => name as PersonaName;

const platforms = {} as Record<(typeof MODES)[number], PlatformUnderTest>;

beforeAll(async () => {
  for (const mode of MODES) platforms[mode] = await platformUnderTest(mode);
});
afterAll(async () => {
  for (const platform of Object.values(platforms)) await platform.stop();
});

describe("in one process and as five, the graph answers the same to", () => {
  it("every persona, who is not always shown the same", async () => {
    const WHO = "{ viewer { personId role displayName schools { name } hostIds academies { code } } candidatures(first: 3) { edges { node { id status } } } conventions(first: 3) { edges { node { id status student { firstName } } } } }";
    const shown = await Promise.all(
      PERSONA_NAMES.map(async (name) => {
        const [one, other] = await Promise.all(MODES.map(async (mode) => (await platforms[mode].as(name)).ask(WHO)));
        expect(one).toEqual(other);
        return JSON.stringify(one!.data);
      }),
    );
    expect(new Set(shown).size).toBe(PERSONA_NAMES.length);
  });

  // At one instant, since some answers depend on it.
  const now = Temporal.Now.instant();
  it.each(ofKind("query"))("$name", async ({ persona: name, query, variables }) => {
    const ask = async (mode: (typeof MODES)[number]) => {
      const { as, post } = platforms[mode];
      return name ? (await as(persona(name), now)).ask(query, { ...variables }) : post({ query, variables }, { "x-stages-now": now.toString() });
    };
    const [one, other] = await Promise.all(MODES.map(ask));
    expect(one!.errors).toBeUndefined();
    expect(isEmpty(one!.data)).toBe(false);
    expect(other!.errors).toBeUndefined();
    expect(comparable(other!.data)).toEqual(comparable(one!.data));
  });
});

/** Whether an answer holds nothing but nulls and empty lists: an example that shows nothing is none. */
function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}

it("has one example a number", () => {
  const numbers = EXAMPLES.map(({ name }) => name.slice(0, 2));
  expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
});

describe.each(MODES)("%s", (mode) => {
  let url: string;
  let as: PlatformUnderTest["as"];
  let beginning: string;

  beforeAll(() => {
    ({ url, as, beginning } = platforms[mode]);
  });

  it.each(ofKind("mutation"))("does $name", async (example) => {
    const { data, errors } = await playExample(example, (await as(persona(example.persona))).ask);
    expect(errors).toBeUndefined();
    expect(isEmpty(data)).toBe(false);
  });

  describe.each(["websocket", "sse"] as const)("over %s", (way) => {
    it.each(ofKind("subscription"))("tells $name", async ({ persona: name, query, variables }) => {
      const { fieldName, act } = await actBehind(query);
      const client = await as(persona(name));
      const ear = earOn(client.follow(way, query, { ...variables }), fieldName);
      // From now on only: whatever is done before the subscription is open, it does not tell.
      await vi.waitFor(async () => {
        await act(way);
        await vi.waitFor(() => expect(ear.heard.length).toBeGreaterThan(0), { timeout: 2_000, interval: 20 });
      }, { timeout: 30_000, interval: 1 });
      expect(isEmpty(ear.heard[0])).toBe(false);
      await ear.leave();
      const last = ear.heard.length;
      await act(way);
      expect(ear.heard).toHaveLength(last);
    });
  });

  interface Act {
    readonly fieldName: string;
    act(way: Way): Promise<unknown>;
  }

  async function rehearsedImport() {
    const head = await as("school-head");
    const { viewer } = await head.need<{ viewer: { schools: { uai: string }[] } }>("{ viewer { schools { uai } } }");
    const { importId } = EXAMPLES.find(({ query }) => query.includes("classListImportProgress"))!.variables;
    const csv = "INE,Nom,Prénom,Date de naissance,Classe,Adresse,Code postal,Commune\n490000001AB,Mazaud,Zoé,2011-09-03,2de 9,1 rue Riche,19000,Tulle";
    const input = { schoolUai: viewer.schools[0]!.uai, csv, dryRun: true, importId };
    return () => head.need("mutation($input: ImportClassListInput!) { importClassList(input: $input) { lines } }", { input });
  }

  async function actBehind(query: string): Promise<Act> {
    if (query.includes("conventionStatusChanged")) return { fieldName: "conventionStatusChanged", act: await statusChanges() };
    if (query.includes("classListImportProgress")) return { fieldName: "classListImportProgress", act: await rehearsedImport() };
    if (query.includes("candidatureStatusChanged")) return { fieldName: "candidatureStatusChanged", act: sending };
    // What a status changes is counted, and told, within half a second.
    if (query.includes("coverageChanged")) return { fieldName: "coverageChanged", act: await statusChanges() };
    if (query.includes("offerSeatsChanged")) return { fieldName: "offerSeatsChanged", act: await seats() };
    return { fieldName: query.includes("notifications {") ? "notifications" : "absenceAlerts", act: await absences() };
  }

  /** The student's candidature to a new offer of the host's, sent and withdrawn. */
  async function sending() {
    const [manager, student] = await Promise.all([as("host-manager"), as("student")]);
    const { viewer } = await manager.need<{ viewer: { hostIds: string[] } }>("{ viewer { hostIds } }");
    const input = { ...offerInput(viewer.hostIds[0]!, { name: "Paul Roche", email: "paul.roche@example.org" }), period: "WEEK_1", seats: 1 };
    const { publishOffer: offer } = await manager.need<{ publishOffer: { id: string } }>(PUBLISH_OFFER, { input });
    const candidatureId = await apply(student, offer.id);
    return student.need("mutation($id: ID!) { withdrawCandidature(input: { candidatureId: $id }) { status } }", { id: candidatureId });
  }

  /** Of an offer of the host's, which has room: one seat more each time. */
  async function seats() {
    const manager = await as("host-manager");
    const { viewer } = await manager.need<{ viewer: { hostIds: string[] } }>("{ viewer { hostIds } }");
    const input = { ...offerInput(viewer.hostIds[0]!, { name: "Paul Roche", email: "paul.roche@example.org" }), period: "WEEK_1", seats: 1 };
    const { publishOffer: offer } = await manager.need<{ publishOffer: { id: string } }>(PUBLISH_OFFER, { input });
    let count = 1;
    const change = () => manager.need("mutation($id: ID!, $seats: Int!) { changeOfferSeats(input: { offerId: $id, seats: $seats }) { id } }", { id: offer.id, seats: ++count });
    // Its line of the ledger is on its way.
    await vi.waitFor(change, { timeout: 30_000 });
    return change;
  }

  let backAndForths: ReturnType<typeof backAndForth> | undefined;
  const statusChanges = async () => (await (backAndForths ??= backAndForth(platforms[mode]))).act;

  /** The tutor's signed conventions, in June: an absence a day. */
  let daysOfStage: { conventionId: string; day: string }[] | undefined;
  async function absences() {
    const SIGNED = "{ conventions(status: SIGNED, first: 100) { edges { node { id hostPart { timetable { date } } } } } }";
    const { conventions } = await (await as("tutor")).need<{ conventions: { edges: { node: { id: string; hostPart: { timetable: { date: string }[] } } }[] } }>(SIGNED);
    daysOfStage ??= conventions.edges.flatMap(({ node }) => node.hostPart.timetable.map(({ date }) => ({ conventionId: node.id, day: date })));
    return async () => {
      const { conventionId, day } = daysOfStage!.pop()!;
      const then = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: "Europe/Paris", plainTime: "10:00" }).toInstant();
      const REPORT = "mutation($id: ID!, $day: Date!) { reportAbsence(input: { conventionId: $id, day: $day, kind: ABSENT }) { id } }";
      return (await as("tutor", then)).need(REPORT, { id: conventionId, day });
    };
  }

  it("takes one seat for one, however many hosts say yes at the same time", async () => {
    const manager = await as("host-manager");
    const { viewer } = await manager.need<{ viewer: { hostIds: string[] } }>("{ viewer { hostIds } }");
    const input = { ...offerInput(viewer.hostIds[0]!, { name: "Paul Roche", email: "paul.roche@example.org" }), period: "WEEK_1", seats: 1 };
    const { publishOffer: offer } = await manager.need<{ publishOffer: { id: string } }>(PUBLISH_OFFER, { input });
    const candidatures = await Promise.all([as("student"), as("other-student")].map(async (client) => apply(await client, offer.id)));

    const answers = await Promise.all(Array.from({ length: 40 }, (_, turn) => manager.ask(ACCEPT, { id: candidatures[turn % 2] })));
    const refused = answers.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions.code) ?? []);
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(refused).toHaveLength(39);
    expect(new Set(refused)).toEqual(new Set(["NO_SEAT_LEFT", "WRONG_STATE"]));
    expect(await manager.need(SEATS, { id: offer.id })).toEqual({ offer: { seatsLeft: 0, seatsTaken: 1 } });
  });

  /** Tried again while the news of the offer travels. */
  async function apply(student: StagesClient, offerId: string): Promise<string> {
    return vi.waitFor(async () => {
      const { submitCandidature } = await student.need<{ submitCandidature: { id: string } }>(SUBMIT, { input: { offerId, motivation: "Curieuse de tout." } });
      return submitCandidature.id;
    }, { timeout: 30_000, interval: 25 });
  }

  it("plays the whole story twice, of which nobody elsewhere hears a word", async () => {
    const strangers = ["other-student", "other-host-manager", "other-school-head", "other-rectorat"] as const;
    const FOLLOW = "subscription($after: String) { conventionStatusChanged(after: $after) { to cursor convention { id } } }";
    type Heard = { to: string; cursor: string; convention: { id: string } };
    const ears = await Promise.all(
      strangers.map(async (name, index): Promise<Ear<Heard>> => earOn((await as(name)).follow(index % 2 ? "sse" : "websocket", FOLLOW, { after: beginning }), "conventionStatusChanged")),
    );

    const lines: string[] = [];
    await playStory(url, narrator((line) => lines.push(line)), beginning);
    await playStory(url, narrator((line) => lines.push(line)), beginning);
    expect(lines.filter((line) => line.includes("La structure s'inscrit"))).toHaveLength(2);
    expect(lines.filter((line) => line.includes("un récit précédent"))).toHaveLength(1);

    // The log is in order: who hears of what was done after the story would have heard the story.
    const head = await as("other-school-head");
    const TO_VALIDATE = "{ conventions(status: HOST_COMPLETED, first: 100) { edges { node { id student { id } } } } }";
    const { viewer } = await (await as("other-student")).need<{ viewer: { student: { id: string } } }>("{ viewer { student { id } } }");
    const { conventions } = await head.need<{ conventions: { edges: { node: { id: string; student: { id: string } } }[] } }>(TO_VALIDATE);
    const theirs = conventions.edges.find(({ node }) => node.student.id === viewer.student.id)!.node.id;
    await head.need('mutation($id: ID!) { returnConvention(input: { conventionId: $id, reason: "À compléter." }) { id } }', { id: theirs });
    await Promise.all(ears.map((ear) => ear.until(({ to, convention }) => to === "RETURNED" && convention.id === theirs)));

    const STORY = "{ conventions(first: 100) { edges { node { id host { legalName } } } } }";
    const told = await (await as("host-manager")).need<{ conventions: { edges: { node: { id: string; host: { legalName: string } } }[] } }>(STORY);
    const ofTheStory = told.conventions.edges.filter(({ node }) => node.host.legalName.includes("récit")).map(({ node }) => node.id);
    expect(ofTheStory).toHaveLength(2);
    for (const { heard } of ears) for (const { convention } of heard) expect(ofTheStory).not.toContain(convention.id);
    await Promise.all(ears.map((ear) => ear.leave()));
  });

  it("alerts nobody elsewhere, and nobody before their turn", async () => {
    const heardBy = async (name: PersonaName) => earOn<{ step: string; absence: { id: string } }>((await as(name)).follow("websocket", ABSENCE_ALERTS, { after: beginning }), "absenceAlerts");
    const [teacher, adviser, family, stranger] = await Promise.all((["referent-teacher", "education-adviser", "legal-representative", "other-student"] as const).map(heardBy));
    const closed = await teacher!.until(({ step }) => step === "CLOSED");
    const stepsHeard = async (ear: Ear<{ step: string; absence: { id: string } }>) => {
      await ear.until(({ step, absence }) => step === "CLOSED" && absence.id === closed.absence.id);
      return ear.heard.filter(({ absence }) => absence.id === closed.absence.id).map(({ step }) => step);
    };
    expect(await stepsHeard(teacher!)).toEqual(["REPORTED", "CLOSED"]);
    expect(await stepsHeard(adviser!)).toEqual(["RELAYED", "CLOSED"]);
    expect(await stepsHeard(family!)).toEqual(["FAMILY_INFORMED", "CLOSED"]);
    expect(stranger!.heard).toEqual([]);
    await Promise.all([teacher, adviser, family, stranger].map((ear) => ear!.leave()));
  });

  it("says of a student who is not for the rectorat to see the same as of one who does not exist", async () => {
    const NAMES = "{ conventions(first: 2) { edges { node { status student { firstName } } } } }";
    const { data, errors } = await (await as("rectorat")).ask(NAMES);
    expect(data).toEqual({ conventions: { edges: [0, 1].map(() => ({ node: { status: expect.any(String), student: null } })) } });
    const path = (index: number) => ["conventions", "edges", index, "node", "student", "firstName"];
    const message = expect.stringContaining("Élément demandé : aucun élément accessible");
    expect(errors).toEqual([0, 1].map((index) => ({ message, path: path(index), extensions: { code: "NOT_FOUND" } })));
  });

  it("finds nothing under an id that nothing has", async () => {
    const GONE = "query($offer: ID!, $convention: ID!, $candidature: ID!, $student: ID!, $host: ID!) { offer(id: $offer) { id } convention(id: $convention) { id } candidature(id: $candidature) { id } student(id: $student) { id } host(id: $host) { id } school(uai: \"0190010H\") { uai } academy(code: \"99\") { code } campaign(id: \"1999\") { id } }";
    const variables = Object.fromEntries((["offer", "convention", "candidature", "student", "host"] as const).map((kind) => [kind, newId(kind)]));
    const { data } = await (await as("ministry")).ask(GONE, variables);
    expect(isEmpty(data)).toBe(true);
  });
});
