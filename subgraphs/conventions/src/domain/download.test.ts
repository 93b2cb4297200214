import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { isUsable, mayDownloadDocument, mayDownloadFile } from "./download.ts";
import { aConvention, ACTORS, CONVENTION, STUDENT } from "./fixtures.ts";

const CIRCLE: readonly string[] = ["student", "representative", "otherRepresentative", "host", "tutor", "head", "teacher", "otherTeacher", "adviser"];
const KNOW_THE_INSURANCE = CIRCLE.filter((name) => name !== "host" && name !== "tutor");

describe("who is given a document", () => {
  const convention = aConvention("SIGNED");
  it.each(Object.entries(ACTORS))("%s", (name, actor) => {
    expect(mayDownloadDocument(actor, convention)).toBe(CIRCLE.includes(name));
    expect(mayDownloadFile(actor, convention, "PAPER_CONVENTION")).toBe(CIRCLE.includes(name));
    expect(mayDownloadFile(actor, convention, "INSURANCE")).toBe(KNOW_THE_INSURANCE.includes(name));
  });

  it("who came by a link, of its own convention alone", () => {
    const by = (conventionId: typeof CONVENTION) => ({ ...ACTORS.representative, link: { purpose: "SIGN_CONVENTION", conventionId, studentId: STUDENT } }) as const;
    expect(mayDownloadDocument(by(CONVENTION), convention)).toBe(true);
    expect(mayDownloadDocument(by(newId("convention")), convention)).toBe(false);
  });
});

describe("a way to a document", () => {
  const expiresAt = Temporal.Instant.from("2027-05-20T10:02:00Z");
  it.each([
    [1, "2027-05-20T10:01:59.999Z", true],
    [1, "2027-05-20T10:02:00Z", false],
    [0, "2027-05-20T10:00:00Z", false],
  ])("with %i uses left at %s", (usesLeft, now, expected) => {
    expect(isUsable({ usesLeft, expiresAt }, Temporal.Instant.from(now))).toBe(expected);
  });
});
