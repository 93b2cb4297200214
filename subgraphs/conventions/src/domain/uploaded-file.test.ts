import { sha256 } from "@stages/kernel/digest.ts";
import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { aConvention, ACTORS, CONVENTION, person } from "./fixtures.ts";
import { type DepositedFile, MAX_FILE_BYTES, refusalsOfContent, refusalsOfSize, refusalsToDeposit, refusalsToUse } from "./uploaded-file.ts";

const codes = (refusals: readonly { readonly code: string }[]) => refusals.map(({ code }) => code);
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const PDF = latin1("%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n");
const PNG = new Uint8Array(Buffer.from("89504e470d0a1a0a0000000d4948445200000001000000010806000000000000000000000049454e4400000000", "hex"));

describe("who deposits a file", () => {
  const { student, representative, head, teacher, adviser } = ACTORS;
  it.each(Object.entries(ACTORS))("%s", (_name, actor) => {
    const convention = aConvention("VALIDATED");
    expect(refusalsToDeposit("PAPER_CONVENTION", convention, actor).length === 0).toBe(actor === head);
    const ofStudent: readonly object[] = [student, representative, ACTORS.otherRepresentative, head, teacher, ACTORS.otherTeacher, adviser];
    expect(refusalsToDeposit("INSURANCE", convention, actor).length === 0).toBe(ofStudent.includes(actor));
  });
});

describe("a size", () => {
  it.each([
    [0, ["FILE_EMPTY"]],
    [-1, ["FILE_EMPTY"]],
    [1, []],
    [MAX_FILE_BYTES, []],
    [MAX_FILE_BYTES + 1, ["FILE_TOO_LARGE"]],
  ])("of %i bytes", (bytes, expected) => {
    expect(codes(refusalsOfSize(bytes))).toEqual(expected);
  });
});

describe("what came", () => {
  const permit = (content: Uint8Array, over = {}) => ({ purpose: "INSURANCE" as const, bytes: content.length, sha256: null, ...over });
  it.each([
    ["a PDF", PDF, {}, []],
    ["a photograph", PNG, {}, []],
    ["with its fingerprint", PDF, { sha256: sha256(PDF) }, []],
    ["a photograph where a PDF is wanted", PNG, { purpose: "PAPER_CONVENTION" }, ["FILE_TYPE_REFUSED"]],
    ["a page called .pdf", latin1("<html></html>"), {}, ["FILE_TYPE_REFUSED"]],
    ["nothing", new Uint8Array(), {}, ["FILE_EMPTY"]],
    ["less than announced", PDF, { bytes: PDF.length + 1 }, ["FILE_DIFFERS"]],
    ["something else than announced", PDF, { sha256: sha256(PNG) }, ["FILE_DIFFERS"]],
    ["a PDF that was cut", PDF.slice(0, 20), {}, ["FILE_DAMAGED"]],
    ["a photograph that was cut", PNG.slice(0, -1), {}, ["IMAGE_DAMAGED"]],
    ["a photograph that nobody can look at", new Uint8Array(Buffer.from("89504e470d0a1a0a0000000d494844520000ffff0000ffff0806000000000000000000000049454e4400000000", "hex")), {}, ["IMAGE_TOO_LARGE"]],
    ["a photograph with a page after it", new Uint8Array(Buffer.concat([PNG, latin1("<html>")])), {}, ["FILE_HIDES_ANOTHER"]],
    ["a PDF with a page after it", new Uint8Array(Buffer.concat([PDF, latin1("<html>")])), {}, ["FILE_HIDES_ANOTHER"]],
    ["a drawing called .jpg", latin1('<svg xmlns="http://www.w3.org/2000/svg"/>'), {}, ["FILE_TYPE_REFUSED"]],
    ["a PDF with a script", latin1("%PDF-1.7\n<</S/JavaScript>>\nstartxref\n9\n%%EOF"), {}, ["FILE_ACTIVE"]],
  ])("%s", (_title, content, over, expected) => {
    expect(codes(refusalsOfContent(content, permit(content, over)))).toEqual(expected);
  });
});

describe("a deposited file serves once, for its purpose, by who deposited it", () => {
  const file = (over: Partial<DepositedFile> = {}): DepositedFile => ({
    id: newId("file"), conventionId: CONVENTION, purpose: "INSURANCE", type: "PDF", bytes: 9, sha256: "", uploadedBy: person(1), uploadedAt: Temporal.Instant.fromEpochMilliseconds(0), usedAt: null, ...over,
  });
  const use = { purpose: "INSURANCE", conventionIds: [CONVENTION], personId: person(1) } as const;
  it.each([
    ["as it was meant", file(), []],
    ["unknown", null, ["FILE_UNKNOWN"]],
    ["for another purpose", file({ purpose: "PAPER_CONVENTION" }), ["FILE_UNKNOWN"]],
    ["of another convention", file({ conventionId: newId("convention") }), ["FILE_UNKNOWN"]],
    ["by someone else", file({ uploadedBy: person(2) }), ["FILE_UNKNOWN"]],
    ["again", file({ usedAt: Temporal.Instant.fromEpochMilliseconds(1) }), ["FILE_UNKNOWN"]],
  ])("%s", (_title, one, expected) => {
    expect(codes(refusalsToUse(one, use))).toEqual(expected);
  });
});
