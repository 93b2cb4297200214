import { NOTIFICATION_KINDS, ruleOf } from "@stages/kernel/notification-kind.ts";
import { describe, expect, it } from "vitest";
import type { NotificationDetails } from "./notification.ts";
import { wordsOf } from "./notification-words.ts";

const DETAILS: readonly (readonly [string, NotificationDetails])[] = [
  ["all that can be known", { offerTitle: "Au garage", hostName: "Garage Dubois", studentName: "Inès M.", lastDayToAnswer: "2027-04-25", lastDayToConfirm: "2027-04-15", startsOn: "2027-06-14" }],
  ["nothing known", {}],
  ["each variant", { booked: true, askedByHost: true, document: "AMENDMENT", status: "INTERRUPTED", step: "FAMILY_INFORMED", level: 2, reminder: true }],
];
const EVERY = NOTIFICATION_KINDS.flatMap((kind) => ruleOf(kind).roles.flatMap((role) => DETAILS.map(([name, details]) => ({ kind, role, name, details }))));

describe("a line of the inbox", () => {
  it.each(EVERY)("$kind to a $role, with $name, is a title and a sentence in French", ({ kind, role, details }) => {
    const { title, body } = wordsOf({ kind, role, details });
    expect(title).toMatch(/^\p{Lu}.{3,88}[^.]$|M\.$/u);
    expect(body).toMatch(/^\p{Lu}[^]*[.!?]$/u);
    expect(`${title} ${body}`).not.toMatch(/undefined|null|\[object|NaN|{|}/);
    expect(`${title} ${body}`.length).toBeLessThan(260);
  });

  it("elides a name that begins with a vowel", () => {
    expect(wordsOf({ kind: "CONVENTION_TO_VALIDATE", role: "SCHOOL_HEAD", details: { studentName: "Inès M.", hostName: "Garage Dubois" } }).title).toBe("Convention d'Inès M. à valider");
    expect(wordsOf({ kind: "CONVENTION_TO_VALIDATE", role: "SCHOOL_HEAD", details: { studentName: "Léa M." } }).title).toBe("Convention de Léa M. à valider");
  });

  it.each(["REPORTED", "RELAYED", "FAMILY_INFORMED", "CLOSED", "CORRECTED"])("says another thing of an absence once %s", (step) => {
    const bodies = ["REPORTED", "RELAYED", "FAMILY_INFORMED", "CLOSED", "CORRECTED"].filter((one) => one !== step).map((one) => wordsOf({ kind: "ABSENCE", role: "LEGAL_REPRESENTATIVE", details: { step: one } }).body);
    expect(bodies).not.toContain(wordsOf({ kind: "ABSENCE", role: "LEGAL_REPRESENTATIVE", details: { step } }).body);
  });
});
