import type { Events } from "@stages/events/contracts.ts";
import { newId } from "@stages/kernel/ids.ts";
import { NOTIFICATION_KINDS, ruleOf } from "@stages/kernel/notification-kind.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { describe, expect, it } from "vitest";
import { newsOf, signing } from "./news-of.ts";
import { OPEN_WHILE, settledBy } from "./settled-by.ts";

const circle = { conventionId: newId("convention"), studentId: newId("student"), schoolUai: "0190032J" as Uai, academy: "22", hostId: newId("host"), tutorEmail: null, referentTeacherId: null };
const candidature: Events["CandidatureRead"] = { candidatureId: newId("candidature"), offerId: newId("offer"), hostId: circle.hostId, studentId: circle.studentId, schoolUai: circle.schoolUai, academy: "22", campaignId: "2027", period: "WEEK_1" };
const change = (from: string | null, to: string, over: Partial<Events["ConventionStatusChanged"]> = {}): Events["ConventionStatusChanged"] => ({ ...circle, candidatureId: null, reason: null, from, to, ...over });
const ended = (status: string) => newsOf("CandidatureEnded", { ...candidature, status, reason: null, freedSeat: false })?.roles;

describe("the end of a candidature is told", () => {
  it.each(["REFUSED", "CANCELLED_BY_HOST", "EXPIRED"])("to the student once %s", (status) => expect(ended(status)).toEqual(["STUDENT"]));
  it.each(["WITHDRAWN", "SUPERSEDED"])("to the host once %s", (status) => expect(ended(status)).toEqual(["HOST_MANAGER"]));
  it.each(["LAPSED", "CANCELLED_BY_SCHOOL"])("to both once %s", (status) => expect(ended(status)).toEqual(["STUDENT", "HOST_MANAGER"]));
});

describe("a convention", () => {
  it.each([
    [null, "DRAFT", "CONVENTION_TO_FILL"], ["DRAFT", "HOST_COMPLETED", "CONVENTION_TO_VALIDATE"], ["HOST_COMPLETED", "RETURNED", "CONVENTION_RETURNED"], ["HOST_COMPLETED", "VALIDATED", "CONVENTION_TO_SIGN"],
    ["SIGNING", "SIGNED", "CONVENTION_SIGNED"], ["SIGNED", "CANCELLED", "CONVENTION_ENDED"], ["SIGNED", "INTERRUPTED", "CONVENTION_ENDED"],
  ])("from %s to %s is %s", (from, to, kind) => expect(newsOf("ConventionStatusChanged", change(from, to))?.kind).toBe(kind));
  it.each([["VALIDATED", "SIGNING"], ["SIGNED", "COMPLETED"], ["DRAFT", "DRAFT"]])("from %s to %s is no news", (from, to) => expect(newsOf("ConventionStatusChanged", change(from, to))).toBeNull());

  it("that one party ended, where nobody says who of it, is told to the others alone", () => {
    const told = (by: "HOST" | "SCHOOL", byPersonId?: ReturnType<typeof newId<"person">>) => newsOf("ConventionStatusChanged", change("SIGNED", "CANCELLED", { by, ...(byPersonId ? { byPersonId } : {}) }))!.roles;
    expect(told("HOST")).not.toContain("HOST_MANAGER");
    expect(told("SCHOOL")).not.toContain("SCHOOL_HEAD");
    expect(told("HOST", newId("person"))).toContain("HOST_MANAGER");
  });

  it("is signed by the student or by who answers for them, and no other part of it depends on their age", () => {
    const toSign = newsOf("ConventionStatusChanged", change("HOST_COMPLETED", "VALIDATED"))!;
    expect(signing(toSign, true)).toEqual(["SCHOOL_HEAD", "HOST_MANAGER", "LEGAL_REPRESENTATIVE"]);
    expect(signing(toSign, false)).toEqual(["SCHOOL_HEAD", "HOST_MANAGER", "STUDENT"]);
    const signed = newsOf("ConventionStatusChanged", change("SIGNING", "SIGNED"))!;
    expect(signing(signed, true)).toEqual(signed.roles);
  });

  it("that waits is told as what it waits for, and a refusal by the refusal itself", () => {
    const waitsFor = (one: Events["ConventionAwaited"]["awaited"], capacities: Events["ConventionAwaited"]["capacities"] = []) =>
      newsOf("ConventionAwaited", { ...circle, awaited: one, capacities, hostName: "Garage", studentName: "Léa M.", startsOn: "2027-06-14", askedByHost: false });
    expect(waitsFor("SIGNATURE", ["HOST_MANAGER"])).toMatchObject({ kind: "CONVENTION_TO_SIGN", roles: ["HOST_MANAGER"], mailedBy: "DIGEST" });
    expect(waitsFor("SIGNATURE")).toBeNull();
    expect(waitsFor("INSURANCE")).toMatchObject({ kind: "INSURANCE_AWAITED" });
    expect(waitsFor("REFUSAL")).toBeNull();
  });
});

describe("what is told", () => {
  it("is told to no role that the kind does not know", () => {
    const all = [
      newsOf("CandidatureSubmitted", candidature), newsOf("CandidatureAccepted", { ...candidature, acceptedByPersonId: null }), newsOf("CandidatureConfirmed", candidature),
      ...["REFUSED", "WITHDRAWN", "LAPSED"].map((status) => newsOf("CandidatureEnded", { ...candidature, status, reason: null, freedSeat: false })),
      ...["DRAFT", "HOST_COMPLETED", "RETURNED", "VALIDATED", "SIGNED", "CANCELLED"].map((to) => newsOf("ConventionStatusChanged", change("X", to))),
      ...["REPORTED", "RELAYED", "FAMILY_INFORMED", "CLOSED"].map((step) => newsOf("AbsenceStepReached", { ...circle, absenceId: newId("absence"), step })),
      newsOf("AbsenceEscalated", { ...circle, absenceId: newId("absence"), step: "REPORTED", level: 1, roles: ["EDUCATION_ADVISER"] }),
    ];
    for (const news of all) for (const role of news!.roles) expect(ruleOf(news!.kind).roles, `${news!.kind} ${role}`).toContain(role);
  });

  it("of an absence corrected goes to whom the event names, and never to a territory", () => {
    expect(newsOf("AbsenceStepReached", { ...circle, absenceId: newId("absence"), step: "CORRECTED", roles: ["TUTOR", "RECTORAT"] })!.roles).toEqual(["TUTOR"]);
    expect(newsOf("AbsenceStepReached", { ...circle, absenceId: newId("absence"), step: "CORRECTED" })).toBeNull();
  });
});

describe("a stage that lies behind", () => {
  const stage = { conventionId: circle.conventionId, studentId: circle.studentId, schoolUai: circle.schoolUai, academy: circle.academy, hostId: circle.hostId };
  it("is news for its host while it does not attest, and for its student when it may be talked of", () => {
    expect(newsOf("AttestationAwaited", { ...stage, requestedOn: "2027-06-30" })).toMatchObject({ kind: "ATTESTATION_AWAITED", roles: ["HOST_MANAGER"], mailedBy: "LINK" });
    expect(newsOf("FeedbackOpened", stage)).toMatchObject({ kind: "FEEDBACK_OPEN", roles: ["STUDENT"] });
    expect(newsOf("FeedbackGiven", stage)).toBeNull();
    expect(settledBy("FeedbackGiven", stage)).toEqual({ kinds: ["FEEDBACK_OPEN"], of: "conventionId", ids: [stage.conventionId] });
  });
});

describe("what is settled", () => {
  it.each(Object.entries(OPEN_WHILE))("%s, by a status that is none of %j", (kind, open) => {
    for (const to of ["DRAFT", "RETURNED", "HOST_COMPLETED", "VALIDATED", "SIGNED", "COMPLETED", "INTERRUPTED", "CANCELLED"]) {
      const { kinds } = settledBy("ConventionStatusChanged", change("X", to))!;
      expect(kinds.includes(kind as never), to).toBe(!open!.includes(to));
    }
  });

  it("of signatures, by the one who signs alone while others are awaited", () => {
    expect(settledBy("ConventionStatusChanged", change("VALIDATED", "SIGNING", { by: "FAMILY" }))).toMatchObject({ kinds: ["CONVENTION_TO_SIGN"], roles: ["STUDENT", "LEGAL_REPRESENTATIVE"] });
  });

  it("is of a kind that someone is told of", () => {
    for (const kind of Object.keys(OPEN_WHILE)) expect(NOTIFICATION_KINDS).toContain(kind);
    expect(settledBy("CandidatureSubmitted", candidature)).toBeNull();
  });
});
