import { readFileSync } from "node:fs";
import { type Actor, ANONYMOUS } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { type Listed, tryActions } from "@stages/testing/actions-agree.ts";
import { buildSchema, getNamedType, isObjectType } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTORS, aRegistration, aWrittenOffer, OTHER_MANAGER, TULLE } from "./domain/fixtures.ts";
import type { Host } from "./domain/host.ts";
import type { Intention } from "./domain/intention.ts";
import type { Offer } from "./domain/offer.ts";
import { type Graph, NOW, startGraph } from "./graph-fixture.ts";
import { intentionRow } from "./persistence/intentions.ts";
import * as tables from "./persistence/tables.ts";

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.stop());

const personId = newId("person");
const WHO: Readonly<Record<string, Actor>> = {
  "its manager": ACTORS.HOST_MANAGER,
  "another's manager": OTHER_MANAGER,
  "a student": ACTORS.STUDENT,
  "a family": ACTORS.LEGAL_REPRESENTATIVE,
  "a tutor": ACTORS.TUTOR,
  "a school head": ACTORS.SCHOOL_HEAD,
  "a referent teacher": ACTORS.REFERENT_TEACHER,
  "a CPE": ACTORS.EDUCATION_ADVISER,
  "its rectorat": ACTORS.RECTORAT,
  "another rectorat": { ...ACTORS.RECTORAT, personId, academies: ["01"] },
  "its DASEN": { role: "RECTORAT", personId, academies: [], departments: ["19"] },
  "another DASEN": { role: "RECTORAT", personId, academies: [], departments: ["87"] },
  "the ministry": ACTORS.MINISTRY,
  "a visitor": ANONYMOUS,
};

const at = (day: string) => Temporal.Instant.from(`${day}T10:00:00Z`);
const WHEN: Readonly<Record<string, Temporal.Instant>> = {
  "before hosts enter": at("2026-08-20"),
  "before students enter": at("2026-09-20"),
  "while it is open": NOW,
  "in the first week": at("2027-06-16"),
  "in the last week": at("2027-06-23"),
  "once it is over": at("2027-07-01"),
};

/** When everyone else is tried: the days change little for them. */
const TWICE = ["while it is open", "once it is over"];

type Input = (object: { readonly id: string; readonly period: Period }) => object;
const { period: _period, mode: _mode, seats: _seats, ...TEXT } = aWrittenOffer({ tutor: { name: "Léa Faure", function: "professeure des écoles", email: "lea.faure@ecole.example", phone: null } });
const { siret: _siret, ...DESCRIBED } = aRegistration(TULLE);
const SEATS: Readonly<Record<Period, object>> = { BOTH_WEEKS: { bothWeeks: 1 }, WEEK_1: { week1: 1 }, WEEK_2: { week2: 1 } };
const ofOffer: Input = ({ id: offerId }) => ({ offerId });

/** How each action is asked for, rightly but for what the object's state and the viewer make of it; null where another subgraph does it. */
const INPUTS: Readonly<Record<string, Input | null>> = {
  saveOfferDraft: ({ id: offerId, period }) => ({ offerId, period, ...TEXT }),
  publishDraft: ofOffer,
  editOffer: ({ id: offerId, period }) => ({ offerId, period, ...TEXT }),
  changeOfferSeats: null,
  unpublishOffer: ofOffer,
  republishOffer: ofOffer,
  duplicateOffer: ofOffer,
  removeOffer: ofOffer,
  flagOffer: ({ id: offerId }) => ({ offerId, reason: "MISLEADING" }),
  dismissFlags: ofOffer,
  hideOffer: ({ id: offerId }) => ({ offerId, reason: "Une adresse qui n'existe pas." }),
  restoreOffer: ofOffer,
  editHost: ({ id: hostId }) => ({ hostId, ...DESCRIBED }),
  publishOffer: ({ id: hostId, period }) => ({ hostId, period, mode: "INDIVIDUAL", seats: 1, ...TEXT }),
  declareIntention: ({ id: hostId, period }) => ({ hostId, seats: SEATS[period] }),
  inviteHostManager: null,
  changeIntention: ({ id: intentionId, period }) => ({ intentionId, seats: SEATS[period] }),
  withdrawIntention: ({ id: intentionId }) => ({ intentionId }),
  // The same again.
  defineCampaign: ({ id }) => ({ id }),
};
const elsewhere = Object.keys(INPUTS).filter((action) => INPUTS[action] === null);

function asked(action: string): string {
  const input = graph.schema.getMutationType()!.getFields()[action]!.args[0]!;
  return `mutation($input: ${String(input.type)}) { ${action}(input: $input) { __typename } }`;
}

const ACTIONS = "viewerActions { action allowed refusals { code } }";
const LOOK = {
  Offer: `query($id: ID!) { object: offer(id: $id) { ${ACTIONS} } }`,
  Host: `query($id: ID!) { object: host(id: $id) { ${ACTIONS} } }`,
  Campaign: `query($id: ID!) { object: campaign(id: $id) { ${ACTIONS} } }`,
  Intention: `query($id: ID!) { of: host(id: $id) { intentions { ${ACTIONS} } } }`,
} as const;

interface Made {
  readonly id: string;
  readonly period: Period;
  /** Through which it is seen. */
  readonly hostId: string;
}

const done = new Set<string>();
const refused = new Set<string>();

/** Its manager at every moment, and everyone else: what is said beside what is done. */
async function agreement(kind: keyof typeof LOOK, make: () => Promise<Made>) {
  const disagreements: string[] = [];
  await Promise.all(
    Object.entries(WHO).map(async ([who, actor]) => {
      for (const when of who === "its manager" ? Object.keys(WHEN) : TWICE) {
        const now = WHEN[when]!;
        const look = async ({ id, hostId }: Made): Promise<readonly Listed[] | null> => {
          const { data } = await graph.run<{ object?: { viewerActions: Listed[] } | null; of?: { intentions: { viewerActions: Listed[] }[] | null } | null }>(actor, LOOK[kind], { id: kind === "Intention" ? hostId : id }, now);
          return data?.object?.viewerActions ?? data?.of?.intentions?.[0]?.viewerActions ?? null;
        };
        const ask = async (object: Made, action: string) => (await graph.run(actor, asked(action), { input: INPUTS[action]!(object) }, now)).code;
        const found = await tryActions({ make, look, ask, elsewhere });
        disagreements.push(...found.disagreements.map((sentence) => `${who}, ${when}: ${sentence}`));
        for (const action of found.done) done.add(action);
        for (const action of found.refused) refused.add(action);
      }
    }),
  );
  expect(disagreements).toEqual([]);
}

const anOffer = (over: Partial<Offer>) => async (): Promise<Made> => {
  const { id: hostId } = await graph.host();
  const { id, period, publishedAt } = await graph.offer({ hostId, ...over });
  // Of a draft the host may still choose it: one that is left.
  return { id, period: publishedAt ? period : "WEEK_2", hostId };
};

describe("what an offer says that one may do with it is what one may", () => {
  it.each<[string, Partial<Offer>]>([
    ["a draft", { status: "DRAFT" }],
    ["a draft that is not finished", { status: "DRAFT", title: "" }],
    ["a draft that was removed", { status: "REMOVED", publishedAt: null }],
    ["published", { status: "PUBLISHED" }],
    ["published for the second week", { status: "PUBLISHED", period: "WEEK_2" }],
    ["published and full, before anybody noticed", { status: "PUBLISHED", seatsTaken: 2 }],
    ["unpublished", { status: "UNPUBLISHED" }],
    ["unpublished and full", { status: "UNPUBLISHED", seatsTaken: 2 }],
    ["full", { status: "NEEDS_UPDATE", seatsTaken: 2 }],
    ["past", { status: "NEEDS_UPDATE", seatsTaken: 0 }],
    ["hidden", { status: "HIDDEN" }],
    ["hidden, with a student", { status: "HIDDEN", seatsTaken: 1 }],
    ["removed", { status: "REMOVED" }],
  ])("%s", async (_, over) => {
    await agreement("Offer", anOffer(over));
  });
});

/** The one week that is left in the first, and none in the last. */
const aHost = (over: Partial<Host>, intention: "DECLARED" | "WITHDRAWN" | null = null) => async (): Promise<Made> => {
  const { id: hostId } = await graph.host(over);
  if (intention === null) return { id: hostId, hostId, period: "WEEK_2" };
  const declared: Intention = { id: newId("intention"), hostId, campaignId: "2027", seats: { BOTH_WEEKS: 0, WEEK_1: 0, WEEK_2: 1 }, declaredAt: NOW, changedAt: null, withdrawnAt: intention === "WITHDRAWN" ? NOW : null };
  await graph.db.insert(tables.intentions).values(intentionRow(declared));
  return { id: declared.id, hostId, period: "WEEK_2" };
};

describe("what a host, an intention and a campaign say too", () => {
  it.each<[string, keyof typeof LOOK, () => Promise<Made>]>([
    ["a company", "Host", aHost({})],
    ["an école", "Host", aHost({ kind: "ECOLE", sector: "P", classes: 5 })],
    ["a host that has declared its intention", "Host", aHost({}, "DECLARED")],
    ["a host that withdrew it", "Host", aHost({}, "WITHDRAWN")],
    ["an intention", "Intention", aHost({}, "DECLARED")],
    ["an intention that was withdrawn", "Intention", aHost({}, "WITHDRAWN")],
    ["a campaign", "Campaign", async () => ({ id: "2027", hostId: "", period: "WEEK_2" })],
  ])("%s", async (_, kind, make) => {
    await agreement(kind, kind === "Host" ? async () => make().then((made) => ({ ...made, id: made.hostId })) : make);
  });
});

it("every action was done by someone, and refused to others", () => {
  const tried = Object.keys(INPUTS).filter((action) => !elsewhere.includes(action)).toSorted();
  expect([[...done].toSorted(), [...refused].toSorted()]).toEqual([tried, tried]);
});

const api = buildSchema(readFileSync(new URL("../../../schema/api.graphql", import.meta.url), "utf8"));

describe("the contract", () => {
  it("has a mutation for every action that is tried, and none that another subgraph is said to do here", () => {
    const mutations = Object.keys(api.getMutationType()!.getFields());
    expect(Object.keys(INPUTS).filter((action) => !mutations.includes(action))).toEqual([]);
    const own = Object.keys(graph.schema.getMutationType()!.getFields());
    expect(elsewhere.filter((action) => own.includes(action))).toEqual([]);
  });

  /** What mutations answer that nobody acts on: results and receipts. */
  const RESULTS = ["CandidatureAnswer", "ClassListImport", "ConventionValidation", "DownloadLink", "ErasedStudent", "FigureExport", "FollowUp", "HostInvitation", "LinkRequested", "LinkSession", "NotificationPreference", "NotificationsRead", "PersonalLink", "PushSubscription", "ReferentTeachersAssigned", "School", "SignatureCode", "SigningResult", "StaffMember", "Student", "TerritoryInvitation", "UploadLink", "WebhookSecret"];
  /** Acted on, and not saying yet by whom. */
  const SILENT = ["Insurance", "SignatureDelegation"];

  it("gives viewerActions to everything that mutations answer and that lives on", () => {
    const answered = new Set(Object.values(api.getMutationType()!.getFields()).map(({ type }) => getNamedType(type)));
    const without = [...answered].filter((type) => isObjectType(type) && !type.getFields()["viewerActions"]).map(({ name }) => name);
    expect(without.toSorted()).toEqual([...RESULTS, ...SILENT].toSorted());
  });
});
