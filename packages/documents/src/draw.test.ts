import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { describe, expect, it } from "vitest";
import type { DocumentContent } from "./content.ts";
import { draw } from "./draw.ts";
import { LONGEST_AMENDMENT, LONGEST_ATTESTATION, LONGEST_CONVENTION, SHORTEST_CONVENTION } from "./extremes.ts";
import { renderFrozen, renderSealable } from "./render.ts";
import { SAMPLE_AMENDMENT, SAMPLE_ATTESTATION, SAMPLE_CONVENTION, sampleEvidence } from "./samples.ts";

const options = { verifyUrl: "https://stages.example/verifier" };
const frozen = new TextEncoder().encode("%PDF-1.7 …");
const signed = { evidence: sampleEvidence(SAMPLE_CONVENTION, frozen), attachments: { frozen, proofs: "[]" } };
const DOCUMENTS: readonly (readonly [string, DocumentContent])[] = [
  ["a convention", SAMPLE_CONVENTION],
  ["an amendment", SAMPLE_AMENDMENT],
  ["an attestation", SAMPLE_ATTESTATION],
  ["the shortest convention", SHORTEST_CONVENTION],
  ["the longest convention, abroad", LONGEST_CONVENTION],
  ["the longest amendment", LONGEST_AMENDMENT],
  ["the longest attestation", LONGEST_ATTESTATION],
];

describe("what the exporter of PDF checks: the archival standard, and the one for accessibility", () => {
  it.each(DOCUMENTS)("%s, with its evidence, keeps to both", (_, content) => {
    for (const standard of ["a-3a", "ua-1"] as const) {
      expect(Buffer.from(draw({ content, signed, options, standard }).subarray(0, 8)).toString()).toBe("%PDF-1.7");
    }
  });

  it("control: it refuses a picture without words, and a text that no font has", () => {
    const typst = NodeCompiler.create();
    const exported = (body: string) => () => {
      const { result } = typst.compile({ mainFileContent: `#set document(title: "x", date: datetime(year: 2027, month: 1, day: 1))\n#set text(lang: "fr", font: "Libertinus Serif", fallback: false)\n${body}` });
      return typst.pdf(result!, { pdfStandard: "ua-1" });
    };
    expect(exported("= Titre")().length).toBeGreaterThan(1_000);
    expect(exported('#image(bytes("<svg xmlns=\'http://www.w3.org/2000/svg\' width=\'9\' height=\'9\'></svg>"), format: "svg")')).toThrow(/alt/);
    expect(exported("日本")).toThrow(/could not be displayed/);
  });
});

describe("the same content", () => {
  it.each(DOCUMENTS.slice(0, 3))("gives the same bytes for %s, in another thread and after others", async (_, content) => {
    const first = draw({ content, signed: null, options });
    draw({ content: SHORTEST_CONVENTION, signed, options });
    expect(Buffer.from(await renderFrozen(content, options)).equals(first)).toBe(true);
    const sealable = draw({ content, signed, options });
    expect(Buffer.from(await renderSealable(content, signed.evidence, signed.attachments, options)).equals(sealable)).toBe(true);
    expect(Buffer.from(sealable).equals(first)).toBe(false);
  });

  it("in one thing different gives others", () => {
    const other = { ...SAMPLE_CONVENTION, student: { ...SAMPLE_CONVENTION.student, birthDate: "2011-05-04" } };
    expect(Buffer.from(draw({ content: other, signed: null, options })).equals(draw({ content: SAMPLE_CONVENTION, signed: null, options }))).toBe(false);
  });

  it("a failure is told to who asked, and the next document is drawn", async () => {
    const broken = { ...SAMPLE_CONVENTION, firstDay: "le 14 juin" };
    await expect(renderFrozen(broken, options)).rejects.toThrow();
    expect((await renderFrozen(SAMPLE_CONVENTION, options)).length).toBeGreaterThan(10_000);
  });
});
