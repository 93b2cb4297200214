import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId } from "@stages/kernel/ids.ts";
import { type Listed, tryActions } from "@stages/testing/actions-agree.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Acts, JULY, JUNE, type Made, MAY, type Scene, SEPTEMBER, startActs, WHO } from "./acts-fixture.ts";
import { aCampaign, aHostPart, TEACHER } from "./domain/fixtures.ts";
import { type StageDays, STATUSES, type Status, stepOf, TRANSITIONS } from "./domain/lifecycle.ts";

let acts: Acts;
beforeAll(async () => {
  acts = await startActs();
});
afterAll(async () => {
  await acts.stop();
});

const HOST_PART = JSON.parse(JSON.stringify(aHostPart()).replaceAll(/"(\d\d:\d\d):00"/g, '"$1"')) as object;
const DAY = "2027-06-15";

type Asking = (made: Made, actor: Actor, now: Temporal.Instant) => object | Promise<object>;
const of = (more: object = {}): Asking => ({ id: conventionId }) => ({ conventionId, ...more });

/** How each act is asked for, rightly but for what the convention's state, the day and the viewer make of it. */
const INPUTS: Readonly<Record<string, Asking>> = {
  saveConventionDraft: ({ id: conventionId }, actor) => ({ conventionId, ...("schoolUais" in actor ? { school: { liabilityInsurance: { insurer: "Mutuelle" } } } : { host: { place: "5 quai Baluze" } }) }),
  completeConvention: of({ hostPart: HOST_PART }),
  returnConvention: of({ reason: "Précisez les horaires." }),
  remindSchoolHead: of(),
  validateConvention: of({ referentTeacherId: TEACHER, liabilityInsurance: { insurer: "Mutuelle", policyNumber: "A-1" } }),
  signConvention: of(),
  refuseToSign: ({ documentId }) => ({ documentId: documentId ?? newId("document"), reason: "Les dates sont fausses." }),
  recordPaperConvention: async (made, actor, now) => ({ conventionId: made.id, fileId: await acts.aScan(made, personOf(actor) ?? newId("person"), now), signedOn: civilDateOf(now).toString() }),
  cancelConvention: of({ cause: "OTHER", reason: "Travaux imprévus." }),
  interruptConvention: ({ id: conventionId }, _, now) => ({ conventionId, cause: "OTHER", lastDay: civilDateOf(now).toString(), reason: "Travaux imprévus." }),
  reportAbsence: of({ day: DAY, kind: "ABSENT" }),
  recordPresence: of({ day: DAY, present: true }),
  recordFollowUp: ({ id: conventionId }, _, now) => ({ conventionId, kind: "CALL", at: now.toString(), text: "Tout va bien." }),
  proposeAmendment: of({ reason: "L'atelier déménage.", changes: { place: "5 quai Baluze, 19000 Tulle" } }),
  requestAttestation: of(),
  giveFeedback: of({ rating: 5, recommends: true, comment: "Très bien." }),
};

const LOOK = "query($id: ID!) { convention(id: $id) { status viewerActions { action allowed refusals { code } } } }";
interface Looked {
  readonly status: Status;
  readonly viewerActions: readonly Listed[];
}

const DAYS = { firstDay: aCampaign.weeks[1].firstDay, lastDay: aCampaign.weeks[1].lastDay };
const done = new Set<string>();
const refused = new Set<string>();
/** The steps that were taken, as `from>to party`. */
const taken = new Set<string>();
let tried = 0;

/** How those are refused to whom the convention is not shown. */
const UNKNOWN: readonly (string | undefined)[] = ["NOT_FOUND", "FORBIDDEN", "UNAUTHENTICATED"];

/** Everyone at that moment: what is said beside what is done, and beside the table. */
async function agreement(status: Status, now: Temporal.Instant, scene: Scene = {}): Promise<readonly string[]> {
  const days: StageDays = { ...DAYS, today: civilDateOf(now) };
  const isHostUnknown = scene.over?.origin === "SCHOOL";
  const disagreements: string[] = [];

  async function follow(who: string): Promise<void> {
    const { as, party, scene: own } = WHO[who]!;
    const make = () => acts.aConventionIn(status, { ...scene, ...own });
    let shown: Looked | null = null;
    const look = async (made: Made) => {
      shown = (await acts.run<{ convention: Looked | null }>(as(made), LOOK, { id: made.id }, now)).data?.convention ?? null;
      return shown?.viewerActions ?? null;
    };
    const ask = async (made: Made, action: string): Promise<string | undefined> => {
      tried += 1;
      const actor = as(made);
      const input = await INPUTS[action]!(made, actor, now);
      return action === "signConvention" ? acts.sign(actor, action, input, made.documentId, now) : (await acts.ask(actor, action, input, now)).code;
    };
    const asked = async (made: Made, action: string): Promise<string | undefined> => {
      const answer = await ask(made, action);
      const { status: from, viewerActions } = shown!;
      // A text that is not frozen cannot be named: it is not found, and must not be offered.
      if (answer === "NOT_FOUND" && action === "refuseToSign" && made.documentId === null) return viewerActions.find((listed) => listed.action === action)!.refusals[0]?.code;
      if (answer !== undefined) return answer;
      const to = await acts.statusOf(made.id);
      if (to === status) return undefined;
      taken.add(`${from}>${to} ${party}${isHostUnknown && TRANSITIONS.some((step) => step.from === from && step.to === to && !step.by.includes(party!)) ? " in its place" : ""}`);
      return party && stepOf(from, to, party, isHostUnknown, days) ? undefined : `${from}>${to}, which the table does not know`;
    };

    const found = await tryActions({ make, look, ask: asked, elsewhere: [] });
    disagreements.push(...found.disagreements.map((sentence) => `${who}: ${sentence}`));
    for (const action of found.done) done.add(action);
    for (const action of found.refused) refused.add(action);
    if (shown || now !== (MOMENTS[status] ?? [MAY])[0]) return;
    const hidden = await make();
    for (const action of Object.keys(INPUTS)) {
      const answer = await ask(hidden, action);
      if (!UNKNOWN.includes(answer)) disagreements.push(`${who}: sees nothing, and ${action} answers ${answer ?? "yes"}`);
    }
  }

  await Promise.all(Object.keys(WHO).map(follow));
  return disagreements.map((sentence) => `${civilDateOf(now).toString()}, ${sentence}`);
}

/** Where the day matters to someone; before and after the stage for the others. */
const MOMENTS: Partial<Record<Status, readonly Temporal.Instant[]>> = { SIGNED: [MAY, JUNE, JULY, SEPTEMBER], INTERRUPTED: [JUNE, JULY, SEPTEMBER], COMPLETED: [JULY, SEPTEMBER], VALIDATED: [MAY, JUNE, JULY] };

describe("what a convention says that one may do with it is what one may, and what the table says", () => {
  it.each(STATUSES)("%s, on each day that makes a difference", async (status) => {
    const found: string[] = [];
    for (const now of MOMENTS[status] ?? [MAY, JULY]) found.push(...(await agreement(status, now)));
    expect(found).toEqual([]);
  });

  it.each(["DRAFT", "RETURNED", "HOST_COMPLETED", "VALIDATED"] as const)("%s, with a host that the platform does not know", async (status) => {
    expect(await agreement(status, MAY, { over: { origin: "SCHOOL", candidatureId: null, offerId: null } })).toEqual([]);
  });

  it.each(["SCHOOL_HEAD", "HOST_MANAGER", "LEGAL_REPRESENTATIVE"] as const)("SIGNING, where %s alone has still to sign", async (last) => {
    expect(await agreement("SIGNING", MAY, { signed: (["SCHOOL_HEAD", "HOST_MANAGER", "LEGAL_REPRESENTATIVE"] as const).filter((capacity) => capacity !== last) })).toEqual([]);
  });

  it("HOST_COMPLETED, which the student has not confirmed", async () => {
    expect(await agreement("HOST_COMPLETED", MAY, { over: { confirmedAt: null } })).toEqual([]);
  });

  it("leads by every step of the table that is someone's, and by no other", () => {
    const steps = TRANSITIONS.filter(({ from }) => from !== null).flatMap(({ from, to, by, inPlaceOfHost = [] }) => [
      ...by.filter((party) => party !== "PLATFORM").map((party) => `${from}>${to} ${party}`),
      ...inPlaceOfHost.map((party) => `${from}>${to} ${party} in its place`),
    ]);
    expect([...taken].toSorted()).toEqual([...new Set(steps)].toSorted());
  });

  it("lists every act, each done by someone and refused to others", () => {
    expect([[...done].toSorted(), [...refused].toSorted()]).toEqual([Object.keys(INPUTS).toSorted(), Object.keys(INPUTS).toSorted()]);
    expect(tried).toBeGreaterThan(11_000);
  });
});
