import type { Transaction } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { type DocumentId, newId, type PersonId } from "@stages/kernel/ids.ts";
import { type Listed, tryActions } from "@stages/testing/actions-agree.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Acts, JULY, JUNE, type Made, MAY, type Scene, SEPTEMBER, startActs, WHO } from "./acts-fixture.ts";
import { type Absence, isOpenStep, NEXT, report, type Step, STEPS, take } from "./domain/absence.ts";
import { AMENDMENT_STATUSES, type AmendmentStatus, OPEN_AMENDMENTS } from "./domain/amendment.ts";
import { ATTESTATION_STATUSES, type AttestationStatus } from "./domain/attestation.ts";
import { escalate } from "./domain/escalation.ts";
import type { Capacity } from "./domain/evidence.ts";
import { FEEDBACK_STATUSES, give } from "./domain/feedback.ts";
import { aCampaign, ACTORS, anAmendment, aWeek } from "./domain/fixtures.ts";
import type { Status } from "./domain/lifecycle.ts";
import { insertAbsence, saveAbsence, saveEscalations } from "./persistence/absences.ts";
import { insertAmendment } from "./persistence/amendments.ts";
import { insertAttestation } from "./persistence/attestations.ts";
import { findByIds } from "./persistence/conventions.ts";
import { insertFeedback } from "./persistence/feedback.ts";

/** What follows a convention that is signed, beside the convention: everyone tries what is listed there. */

let acts: Acts;
beforeAll(async () => {
  acts = await startActs();
});
afterAll(() => acts.stop());

interface Follows extends Made {
  /** Of what is tried, and of its document where it has one. */
  readonly of: string;
  readonly paper: DocumentId | null;
}

type Input = (follows: Follows) => object;
const amendment: Input = ({ of: amendmentId }) => ({ amendmentId });
const attestation: Input = ({ of: attestationId }) => ({ attestationId });
const absence: Input = ({ of: absenceId }) => ({ absenceId });

const INPUTS: Readonly<Record<string, Input>> = {
  agreeToAmendment: amendment,
  signAmendment: amendment,
  abandonAmendment: amendment,
  confirmAttestation: attestation,
  signAttestation: attestation,
  relayAbsence: absence,
  informFamily: absence,
  closeAbsence: ({ of: absenceId }) => ({ absenceId, cause: "ILLNESS" }),
  correctAbsence: ({ of: absenceId }) => ({ absenceId, reason: "Ce n'était pas le bon élève." }),
  moderateFeedback: ({ of: feedbackId }) => ({ feedbackId, publish: true }),
};
const SIGNED = ["signAmendment", "signAttestation"];

const done = new Set<string>();
const refused = new Set<string>();
let tried = 0;

type Make = (tx: Transaction, made: Made, now: Temporal.Instant) => Promise<Pick<Follows, "of" | "paper">>;

/** In which field of the convention it stands, and for what it is tried. */
async function agreement(field: string, status: Status, now: Temporal.Instant, add: Make, scene: Scene = {}): Promise<readonly string[]> {
  const disagreements: string[] = [];
  await Promise.all(
    Object.entries(WHO).map(async ([who, { as, scene: own }]) => {
      const make = async (): Promise<Follows> => {
        const made = await acts.aConventionIn(status, { ...scene, ...own });
        return { ...made, ...(await acts.inOne((tx) => add(tx, made, now))) };
      };
      const look = async (follows: Follows) => {
        const { data } = await acts.run<{ convention: { found: Shown | readonly Shown[] | null } | null }>(as(follows), `query($id: ID!) { convention(id: $id) { found: ${field} { viewerActions { action allowed refusals { code } } } } }`, { id: follows.id }, now);
        const found = data?.convention?.found ?? null;
        return (found === null ? [] : [found].flat())[0]?.viewerActions ?? null;
      };
      const ask = async (follows: Follows, action: string) => {
        tried += 1;
        const actor: Actor = as(follows);
        const input = INPUTS[action]!(follows);
        return SIGNED.includes(action) ? acts.sign(actor, action, input, follows.paper, now) : (await acts.ask(actor, action, input, now)).code;
      };
      const found = await tryActions({ make, look, ask, elsewhere: [] });
      disagreements.push(...found.disagreements.map((sentence) => `${status}, ${now.toString().slice(0, 10)}, ${who}: ${sentence}`));
      for (const action of found.done) done.add(action);
      for (const action of found.refused) refused.add(action);
    }),
  );
  return disagreements;
}

interface Shown {
  readonly viewerActions: readonly Listed[];
}

const CAPACITIES = ["SCHOOL_HEAD", "HOST_MANAGER", "LEGAL_REPRESENTATIVE"] as const satisfies readonly Capacity[];

const anAmendmentIn = (status: AmendmentStatus, signed: readonly Capacity[] = ["SCHOOL_HEAD"]): Make => async (tx, { id: conventionId }) => {
  const isFrozen = status === "AGREED" || status === "SIGNING" || status === "SIGNED";
  const paper = isFrozen ? await acts.aDocument(tx, conventionId, "AMENDMENT", status === "AGREED" ? [] : status === "SIGNED" ? CAPACITIES : signed) : null;
  const amended = anAmendment({ id: newId("amendment"), conventionId, status, rank: paper && 1, documentId: paper?.id ?? null, agreedAt: paper && MAY, signedAt: status === "SIGNED" ? MAY : null, abandonedAt: status === "ABANDONED" ? MAY : null });
  await insertAmendment(tx, amended);
  return { of: amended.id, paper: paper?.id ?? null };
};

describe("what an amendment says that one may do with it is what one may", () => {
  it.each(AMENDMENT_STATUSES)("%s, before the stage, during it and after it where something can still follow", async (status) => {
    const found: string[] = [];
    for (const now of OPEN_AMENDMENTS.includes(status) ? [MAY, JUNE, JULY] : [JUNE]) found.push(...(await agreement("amendments", "SIGNED", now, anAmendmentIn(status))));
    expect(found).toEqual([]);
  });

  it.each(CAPACITIES)("SIGNING, where %s alone has still to sign", async (last) => {
    expect(await agreement("amendments", "SIGNED", MAY, anAmendmentIn("SIGNING", CAPACITIES.filter((capacity) => capacity !== last)))).toEqual([]);
  });

  it.each(["CANCELLED", "INTERRUPTED", "COMPLETED"] as const)("open, of a convention that is %s", async (status) => {
    for (const open of ["PROPOSED", "SIGNING"] as const) expect(await agreement("amendments", status, JUNE, anAmendmentIn(open))).toEqual([]);
  });
});

const anAttestationIn = (status: AttestationStatus): Make => async (tx, { id: conventionId }) => {
  const paper = status === "REQUESTED" ? null : await acts.aDocument(tx, conventionId, "ATTESTATION", status === "SIGNED" ? ["HOST_MANAGER"] : []);
  const confirmed = paper && { confirmedAt: JULY, confirmedBy: ACTORS.host.personId, days: aWeek("2027-06-14").map(({ date }) => ({ date, minutes: 390, note: null })) };
  const id = newId("attestation");
  await insertAttestation(tx, {
    id, conventionId, status, requestedAt: JULY, requestedBy: newId("person"), confirmedAt: null, confirmedBy: null, days: null, ...confirmed, signedAt: status === "SIGNED" ? JULY : null, documentId: paper?.id ?? null,
  });
  return { of: id, paper: paper?.id ?? null };
};

describe("what an attestation says too", () => {
  it.each(ATTESTATION_STATUSES)("%s, of a stage that took place, and of one that was interrupted", async (status) => {
    for (const of of ["COMPLETED", "INTERRUPTED"] as const) expect(await agreement("attestation", of, JULY, anAttestationIn(status))).toEqual([]);
  });
});

const DELAYS = aCampaign.absenceEscalationMinutes;
const TUTOR: PersonId = ACTORS.tutor.personId;

const anAbsenceAt = (step: Step, lateBy = 0): Make => async (tx, { id: conventionId }) => {
  const by = { at: JUNE, byPersonId: TUTOR, byRole: "TUTOR" as const, note: null };
  const [convention] = await findByIds(tx, [conventionId]);
  let reported: Absence = report({ id: newId("absence"), conventionId, day: Temporal.PlainDate.from("2027-06-15"), kind: "ABSENT", by }, DELAYS);
  const taken: Absence[] = [reported];
  while (reported.step !== step) {
    reported = take(reported, { ...by, step: step === "CORRECTED" ? step : NEXT[reported.step]!, byPersonId: ACTORS.head.personId, byRole: "SCHOOL_HEAD" }, DELAYS, step === "CLOSED" ? "ILLNESS" : null);
    taken.push(reported);
  }
  await insertAbsence(tx, taken[0]!, convention!);
  for (const next of taken.slice(1)) await saveAbsence(tx, next, convention!);
  const after = escalate(reported, DELAYS, JUNE.add({ minutes: lateBy }));
  await saveEscalations(tx, [{ before: reported, after, convention: convention! }]);
  return { of: reported.id, paper: null };
};

describe("what an absence says too", () => {
  it.each(STEPS)("%s, in time and, where it can be, late and very late", async (step) => {
    for (const lateBy of isOpenStep(step) ? [0, 30, 600] : [0]) expect(await agreement("absences", "SIGNED", JUNE, anAbsenceAt(step, lateBy))).toEqual([]);
  });

  it.each(["INTERRUPTED", "COMPLETED"] as const)("of a stage that is %s", async (status) => {
    expect(await agreement("absences", status, JULY, anAbsenceAt("RELAYED"))).toEqual([]);
  });
});

describe("what feedback says too", () => {
  it.each(FEEDBACK_STATUSES)("%s", async (status) => {
    const add: Make = async (tx, { id: conventionId, hostId }) => {
      const given = give({ id: newId("feedback"), conventionId, hostId }, { rating: 4, recommends: true, comment: "Très bien." }, SEPTEMBER);
      const decided = status === "PENDING" ? {} : { decidedAt: SEPTEMBER, decidedBy: ACTORS.head.personId, reason: status === "REJECTED" ? "Un nom y est dit." : null };
      await insertFeedback(tx, { ...given, status, ...decided });
      return { of: given.id, paper: null };
    };
    expect(await agreement("feedback", "COMPLETED", SEPTEMBER, add)).toEqual([]);
  });
});

it("every act was done by someone, and refused to others", () => {
  expect([[...done].toSorted(), [...refused].toSorted()]).toEqual([Object.keys(INPUTS).toSorted(), Object.keys(INPUTS).toSorted()]);
  expect(tried).toBeGreaterThan(1_400);
});
