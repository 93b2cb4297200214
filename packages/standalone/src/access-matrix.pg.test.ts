import { federatedUnder as candidaturesUnder } from "@stages/candidatures/subgraph.ts";
import { isFullSize } from "@stages/testing/full-size.ts";
import { policy as candidaturesPolicy } from "@stages/candidatures/policy.ts";
import { federatedUnder as conventionsUnder } from "@stages/conventions/subgraph.ts";
import { policy as conventionsPolicy } from "@stages/conventions/policy.ts";
import { PERSONA_NAMES, PERSONAS } from "@stages/demonstration/personas.ts";
import { type Role, ROLES } from "@stages/kernel/actor.ts";
import { federatedUnder as offersUnder } from "@stages/offers/subgraph.ts";
import { policy as offersPolicy } from "@stages/offers/policy.ts";
import { federatedUnder as peopleUnder } from "@stages/people/subgraph.ts";
import { policy as peoplePolicy } from "@stages/people/policy.ts";
import type { Policy, Rule } from "@stages/subgraph/policy.ts";
import { SUBGRAPH_NAMES, type SubgraphName } from "@stages/transport/transport.ts";
import type { GraphQLSchema } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, askerOf, BY_ID, cellsOf, Findings, referredTo, type Visitor, visitor, Ways } from "./access/matrix.ts";
import { KINDS, type Kind, SPOKEN_FOR } from "./access/oracle.ts";
import type { Facts } from "./access/reach.ts";
import { glimpseOf, isSeenIn, objectType, wholeOf } from "./access/shape.ts";
import { openStage, posterOf, type Stage, withoutRowPolicies } from "./access/stage.ts";
import { everyOf } from "./access/targets.ts";
import type { Subgraphs } from "./subgraphs.ts";

/** Hosts publish already, students see nothing yet. */
const BEFORE_THE_OPENING = Temporal.Instant.from("2026-09-15T09:00:00Z");

const POLICIES: Readonly<Record<SubgraphName, Policy>> = { candidatures: candidaturesPolicy, conventions: conventionsPolicy, offers: offersPolicy, people: peoplePolicy };
const UNDER = { candidatures: candidaturesUnder, conventions: conventionsUnder, offers: offersUnder, people: peopleUnder };

let stage: Stage;
let subgraphs: Subgraphs;
let facts: Facts;
let visitors: readonly Visitor[];
let samples: Stage["samples"];
let gatewayUrl: string;
let api: GraphQLSchema;
const findings = new Findings();

beforeAll(async () => {
  stage = await openStage();
  ({ subgraphs, facts, visitors, samples, gatewayUrl, api } = stage);
});
afterAll(() => stage.stop());

const fresh = () => findings.discrepancies.splice(0);
const waysOf = (name: SubgraphName, who: Visitor) => new Ways(subgraphs[name].schema, askerOf(withoutRowPolicies(subgraphs[name]), who), who, facts, findings, name);

async function throughGateway(who: Visitor): Promise<Ways> {
  const post = await posterOf(gatewayUrl, who);
  const ask = async (query: string, variables?: Record<string, unknown>) => JSON.parse(await post(query, variables)) as Answer;
  return new Ways(api, ask, who, facts, findings, "gateway");
}

describe("the oracle", () => {
  it("has a word for every cell of the four policies, and for nothing else", () => {
    const governed = Object.values(POLICIES).flatMap((policy) => Object.entries(policy).filter(([, rule]) => typeof rule === "object").map(([coordinate]) => coordinate));
    expect([...SPOKEN_FOR].toSorted()).toEqual([...new Set(governed)].toSorted());
  });

  it("knows someone of every role", () => {
    expect(new Set(visitors.map(({ actor }) => actor.role))).toEqual(new Set(ROLES));
    expect(PERSONAS).toHaveLength(PERSONA_NAMES.length);
  });
});

describe.each(SUBGRAPH_NAMES)("%s, asked directly, says what the world's data say", (name) => {
  it("to references of whole objects", async () => {
    for (const who of visitors) for (const kind of referredTo(subgraphs[name].schema)) await waysOf(name, who).entities(kind, samples[kind]);
    expect(fresh()).toEqual([]);
  });

  it("to queries by id", async () => {
    for (const who of visitors) for (const kind of KINDS) if (subgraphs[name].schema.getType(kind)) await waysOf(name, who).byId(kind, samples[kind]);
    expect(fresh()).toEqual([]);
  });

  it("to every root query and mutation", async () => {
    for (const who of visitors) for (const operation of ["Query", "Mutation"] as const) await waysOf(name, who).roots(operation);
    expect(fresh()).toEqual([]);
  });

  it("to every subscription", async () => {
    for (const who of visitors) await waysOf(name, who).subscriptions();
    expect(fresh()).toEqual([]);
  });

  it("for every object of the world, the same by a reference as by a query", async () => {
    for (const kind of referredTo(subgraphs[name].schema)) {
      const type = objectType(subgraphs[name].schema, kind);
      if (!isSeenIn(type)) continue;
      for (const who of visitors) {
        await waysOf(name, who).entities(kind, everyOf(kind, facts), glimpseOf(type));
        await waysOf(name, who).byId(kind, everyOf(kind, facts), glimpseOf(type), 250);
      }
    }
    expect(fresh()).toEqual([]);
  });
});

describe("lists", () => {
  it.each([["candidatures", "Candidature"], ["conventions", "Convention"]] as const)("of %s hold neither more nor less than what each may see", async (name, kind) => {
    for (const who of visitors) await waysOf(name, who).list(kind, name);
    expect(fresh()).toEqual([]);
  });

  it("before the opening, offers are hidden from students and families alone", async () => {
    for (const { name, actor } of visitors) {
      const early = visitor(name, actor, facts, BEFORE_THE_OPENING);
      await waysOf("offers", early).entities("Offer", samples.Offer);
      await waysOf("offers", early).byId("Offer", samples.Offer);
    }
    expect(fresh()).toEqual([]);
  });
});

describe("the gateway says the same", () => {
  const INTO = ["Candidature.student", "Candidature.offer", "Candidature.convention", "Booking.candidatures", "Offer.bookings", "Convention.student", "Convention.offer", "Convention.absences", "Student.candidatures", "Student.conventions", "Student.school", "School.staff", "School.students", "Offer.host"];

  it("to queries by id, with what all the subgraphs add, and along nested paths", async () => {
    for (const who of visitors.filter(({ actor }) => actor.role !== "PLATFORM")) {
      const ways = await throughGateway(who);
      for (const kind of KINDS) {
        const type = objectType(api, kind);
        await ways.byId(kind, samples[kind], wholeOf(type), 8);
        for (const path of INTO.filter((coordinate) => coordinate.startsWith(`${kind}.`))) await ways.byId(kind, samples[kind].slice(0, 16), wholeOf(type, new Set([path])), 4);
      }
    }
    expect(fresh()).toEqual([]);
  });

  it("to every root query and mutation", async () => {
    for (const who of visitors.filter(({ actor }) => actor.role !== "PLATFORM")) {
      const ways = await throughGateway(who);
      for (const operation of ["Query", "Mutation"] as const) await ways.roots(operation);
    }
    expect(fresh()).toEqual([]);
  });
});

describe("what was asked", () => {
  it("reached every cell of every policy, unless it is a field of what the role never sees", () => {
    const unreached = Object.values(POLICIES).flatMap((policy) => cellsOf(policy, ROLES).filter(({ coordinate, role }) => !findings.cells.has(`${role} ${coordinate}`)));
    const hidden = ({ coordinate, role }: { coordinate: string; role: Role }) => {
      const [typeName] = coordinate.split(".") as [string];
      const behind = { OfferTutor: "Offer", LiabilityInsurance: "Convention.schoolPart" }[typeName] ?? typeName;
      return coordinate.includes(".") && !((findings.cells.get(`${role} ${behind}`)?.allowed ?? 0) > 0);
    };
    expect(unreached.filter((cell) => !hidden(cell))).toEqual([]);
  });

  it("saw every condition hold and fail, for everyone whom it can do both to", () => {
    const conditional = Object.values(POLICIES).flatMap((policy) => cellsOf(policy, ROLES).filter(({ coordinate, role }) => typeof (policy[coordinate] as Rule)[role] === "object"));
    const oneSided = conditional.filter(({ coordinate, role }) => {
      const cell = findings.cells.get(`${role} ${coordinate}`);
      return !cell || cell.allowed === 0 || cell.refused === 0;
    });
    // The territory's own: the ministry oversees everything.
    expect(oneSided.map(({ coordinate, role }) => `${coordinate} ${role}`).toSorted()).toEqual([
      ...["candidatureFigures", "conventionFigures", "coverage", "enrolment"].flatMap((field) => ["Academy", "Department", "School"].map((type) => `${type}.${field} MINISTRY`)),
      ...["leastCovered", "seatFigures"].flatMap((field) => ["Academy", "Department"].map((type) => `${type}.${field} MINISTRY`)),
      "Booking MINISTRY", "Candidature MINISTRY", "Convention MINISTRY", "Offer MINISTRY", "Offer RECTORAT",
    ].toSorted());
  });

  it("is the same through the gateway as by references sent straight to the subgraphs, for every role and object", async () => {
    const kinds = KINDS.filter((kind) => findings.shown.has(`_entities ministry ${kind}`) || findings.shown.has(`_entities school-head ${kind}`)).filter((kind) => kind in BY_ID);
    expect(kinds).toHaveLength(Object.keys(BY_ID).length);
    for (const who of visitors.filter(({ actor }) => actor.role !== "PLATFORM")) {
      const ways = await throughGateway(who);
      for (const kind of kinds) {
        await ways.byId(kind, everyOf(kind, facts), glimpseOf(objectType(api, kind)), 50);
        const shownBy = (way: string) => [...(findings.shown.get(`${way} ${who.name} ${kind}`) ?? [])].toSorted();
        expect(shownBy("gateway"), `${kind} for ${who.name}`).toEqual(shownBy("_entities"));
      }
    }
    expect(fresh()).toEqual([]);
  });

  it("is the same by _entities as by Query, for every role and object", () => {
    const kinds = KINDS.filter((kind) => findings.shown.has(`Query ministry ${kind}`) || findings.shown.has(`Query school-head ${kind}`));
    expect(kinds.length).toBeGreaterThan(6);
    for (const kind of kinds) {
      for (const { name, actor } of visitors) {
        // A visitor's whole query is refused, and so is the platform's: nothing to compare.
        if (actor.role === "ANONYMOUS" || actor.role === "PLATFORM") continue;
        expect([...(findings.shown.get(`_entities ${name} ${kind}`) ?? [])].toSorted(), `${kind} for ${name}`).toEqual([...(findings.shown.get(`Query ${name} ${kind}`) ?? [])].toSorted());
      }
    }
  });
});

/** What the act itself refuses to other roles, with the same code: nobody can tell from outside that the cell has gone. */
const REFUSED_TWICE = [
  "Mutation.submitCandidature", "Mutation.confirmCandidature", "Mutation.defineCampaign", "Subscription.coverageChanged",
  "Sector.seatFigures", "Sector.candidatureFigures", "Sector.conventionFigures",
];

describe.each(SUBGRAPH_NAMES)("the tester itself, on %s", (name) => {
  it("notices any one cell turned over, of those that are not behind another wall", async () => {
    const policy: Policy = Object.fromEntries(Object.entries(POLICIES[name]).map(([coordinate, rule]) => [coordinate, typeof rule === "object" ? { ...rule } : rule]));
    const servable = { ...withoutRowPolicies(subgraphs[name]), schema: UNDER[name](policy).schema };
    const unnoticed: string[] = [];
    let turned = 0;
    // A third of them, the same each time; `npm run prove:races` turns them all.
    const cells = cellsOf(policy, ROLES).filter((_, index) => isFullSize || index % 3 === 0);
    for (const { coordinate, role } of cells) {
      const rule = policy[coordinate] as Record<string, unknown>;
      const cell = rule[role];
      const seen = findings.cells.get(`${role} ${coordinate}`);
      // Nothing behind: a field of objects that this role never sees, such as the name of a student for the rectorat.
      if (!seen || (REFUSED_TWICE.includes(coordinate) && cell !== "allow")) continue;
      const turns = typeof cell === "object" ? [...(seen.refused > 0 ? ["allow"] : []), "deny"] : [cell === "allow" ? "deny" : "allow"];
      for (const turn of turns) {
        rule[role] = turn;
        turned += 1;
        const found = new Findings();
        for (const who of visitors.filter(({ actor }) => actor.role === role)) await askAgain(new Ways(servable.schema, askerOf(servable, who), who, facts, found, name), coordinate);
        if (found.discrepancies.length === 0) unnoticed.push(`${coordinate} to ${turn} for ${role}`);
      }
      rule[role] = cell;
    }
    expect(unnoticed).toEqual([]);
    expect(turned).toBeGreaterThan(20);
  });
});

describe("the second wall alone", () => {
  it.each([["candidatures", "Candidature"], ["conventions", "Convention"], ["people", "Student"]] as const)("shows of %s what the first would have shown, with every cell of %s open", async (name, kind) => {
    const open: Policy = { ...POLICIES[name], [kind]: Object.fromEntries(ROLES.map((role) => [role, "allow"])) };
    const servable = { ...subgraphs[name], schema: UNDER[name](open).schema };
    const found = new Findings();
    for (const who of visitors.filter(({ actor }) => actor.role !== "PLATFORM")) {
      const ways = new Ways(servable.schema, askerOf(servable, who), who, facts, found, name);
      await ways.entities(kind, everyOf(kind, facts), glimpseOf(objectType(servable.schema, kind)));
    }
    expect(found.discrepancies).toEqual([]);
    expect(found.count).toBeGreaterThan(10_000);
  });
});

/** Only what a cell can change. */
async function askAgain(ways: Ways, coordinate: string): Promise<void> {
  const [typeName, fieldName] = coordinate.split(".") as [string, string | undefined];
  if (typeName === "Query" || typeName === "Mutation") return ways.roots(typeName, fieldName);
  if (typeName === "Subscription") return ways.subscriptions();
  const kind = ({ OfferTutor: "Offer", LiabilityInsurance: "Convention", CandidatureChange: "Candidature" } as Record<string, Kind>)[typeName] ?? (typeName as Kind);
  await ways.entities(kind, samples[kind]);
  if (!fieldName) await ways.entities(kind, samples[kind], glimpseOf(objectType(ways.schema, kind)));
}
