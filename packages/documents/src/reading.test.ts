import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { describe, expect, it } from "vitest";
import type { DocumentContent } from "./content.ts";
import { draw } from "./draw.ts";
import { LONGEST_AMENDMENT, LONGEST_ATTESTATION, LONGEST_CONVENTION, SHORTEST_CONVENTION } from "./extremes.ts";
import { SAMPLE_AMENDMENT, SAMPLE_ATTESTATION, SAMPLE_CONVENTION, sampleEvidence } from "./samples.ts";

const present = (() => {
  try {
    execFileSync("pdfinfo", ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

const options = { verifyUrl: "https://stages.example/verifier" };
const frozen = Buffer.from(draw({ content: SAMPLE_CONVENTION, signed: null, options }));
const signed = { evidence: sampleEvidence(SAMPLE_CONVENTION, frozen), attachments: { frozen, proofs: '[{"seq":1,"name":"Inès"}]' } };

/** Gives the file to one of poppler's tools, and reads what it says. */
function ask(tool: string, pdf: Uint8Array, before: readonly string[], after: readonly string[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), "stages-document-"));
  try {
    const file = join(folder, "document.pdf");
    writeFileSync(file, pdf);
    return execFileSync(tool, [...before, file, ...after], { encoding: "utf8", maxBuffer: 64e6, stdio: ["ignore", "pipe", "ignore"] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const textOf = (pdf: Uint8Array) => ask("pdftotext", pdf, [], ["-"]).normalize("NFC").replace(/[\s\u00A0\u202F]+/g, " ");
/** Line by line as on the page, a row of a table in one; poppler's spaces between columns are its own. */
const rowsOf = (pdf: Uint8Array) => ask("pdftotext", pdf, ["-layout"], ["-"]).replace(/[ \u00A0\u202F]+/g, "");
const ofContent = (content: DocumentContent) => draw({ content, signed: null, options });

describe.skipIf(!present)("what a reader finds (poppler)", () => {
  it("the articles, the annexes and every value of a convention", () => {
    const text = textOf(frozen);
    for (const said of [
      "Convention de stage d’observation en milieu professionnel", "Stages de seconde 2027", "Du lundi 14 juin 2027 au vendredi 25 juin 2027",
      "Lycée Les Trois-Sources", "0190034M", "Hélène Marbot", "Maumont Numérique", "812 345 678 00018", "Delphine Chassagne, directrice générale",
      "Inès Lacombe", "3 mai 2011", "Sandrine Lacombe, 06 12 34 56 78", "Olivier Lacombe",
      "Article 1 — Objet", "Article 3 — Statut de l’élève", "Article 4 — Observation seulement", "Article 7 — Accident", "Article 8 — Responsabilité et assurance",
      "Article 10 — Harcèlement, violences et discriminations", "Article 13 — Signature", "signature électronique simple",
      "60 h en 10 jours", "Code du travail, articles L. 3161-1 à L. 3164-3",
      "Julien Faure, chef de projet, julien.faure@maumont.example, +33 5 55 12 34 56", "Camille Vigier",
      "Repas : Repas pris avec l'équipe", "Hébergement : sans objet", "Mutuelle des écoliers, contrat n° RC-2026-448812",
      "K7QF-2M9T-XW4R-BD8H", "stages.example/verifier", "Page 3/3",
    ]) expect(text).toContain(said);
    expect(rowsOf(frozen)).toContain("mercredi16juin20279h–12h,13h30–16h306h");
    expect(text).not.toContain("Document de démonstration");
    expect(text).not.toContain("Stage à l’étranger");
  });

  it("a stage abroad: its country, no SIRET, one more article", () => {
    const text = textOf(ofContent(LONGEST_CONVENTION));
    expect(text).toContain("Pays : Belgique");
    expect(text).not.toContain("SIRET");
    expect(text).toContain("Article 14 — Stage à l’étranger");
  });

  it("what an amendment changes, and of which document", () => {
    const text = textOf(ofContent(SAMPLE_AMENDMENT));
    for (const said of ["Avenant n° 1 à la convention de stage", SAMPLE_AMENDMENT.amends.documentId, "puis Nadia Ferrand, développeuse", "une collègue le remplace"]) expect(text).toContain(said);
    expect(text.replaceAll(" ", "")).toContain(SAMPLE_AMENDMENT.amends.sha256);
  });

  it("days and hours really done on an attestation", () => {
    const text = textOf(ofContent(SAMPLE_ATTESTATION));
    for (const said of ["Attestation de stage", "Inès Lacombe", "9 jours et 53 h 30 de présence réelle"]) expect(text).toContain(said);
    expect(text).not.toContain("jeudi 17 juin 2027");
    const rows = rowsOf(ofContent(SAMPLE_ATTESTATION));
    for (const row of ["vendredi25juin20275h30départà15h30,convenuparavenant", "Total53h30"]) expect(rows).toContain(row);
  });

  it("who signed, when, how, from where, and the whole chain on the page of evidence; and no more claimed than there is", () => {
    const pdf = draw({ content: SAMPLE_CONVENTION, signed, options });
    const text = textOf(pdf);
    for (const said of [
      "Page de preuve", "signatures électroniques simples", "Bernard Soulier", "par délégation", "11 mai 2027, 11 h 02 min 17 s", "code à usage unique reçu par SMS",
      "depuis 203.0.113.24", "adresse non relevée", "niveau PAdES B-B", "date de l’horloge de la plateforme", "Document de démonstration, sans valeur", "Page 4/4",
    ]) expect(text).toContain(said);
    const hashes = text.replaceAll(" ", "");
    for (const { hash } of signed.evidence.records) expect(hashes).toContain(hash);
    expect(text).not.toMatch(/signature (électronique )?(avancée|qualifiée)/i);
  });

  it("both attached files, byte for byte", () => {
    const pdf = draw({ content: SAMPLE_CONVENTION, signed, options });
    const folder = mkdtempSync(join(tmpdir(), "stages-attached-"));
    try {
      expect(ask("pdfdetach", pdf, ["-list"])).toMatch(/document-signe\.pdf[\s\S]*preuves\.json/);
      ask("pdfdetach", pdf, ["-saveall", "-o", folder]);
      expect(readFileSync(join(folder, "document-signe.pdf")).equals(frozen)).toBe(true);
      expect(readFileSync(join(folder, "preuves.json"), "utf8")).toBe(signed.attachments.proofs);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("a tagged file in French: headings, tables with their headers, pictures with their words", () => {
    for (const content of [SAMPLE_CONVENTION, SAMPLE_AMENDMENT, SAMPLE_ATTESTATION]) {
      const pdf = draw({ content, signed, options });
      expect(ask("pdfinfo", pdf, [])).toMatch(/Tagged: +yes[\s\S]*JavaScript: +no[\s\S]*Encrypted: +no/);
      const structure = ask("pdfinfo", pdf, ["-struct-text"]);
      for (const tag of [/^ *H1/m, /^ *Table/m, /^ *TH/m, /^ *Figure/m]) expect(structure).toMatch(tag);
      const raw = Buffer.from(pdf).toString("latin1");
      expect(/\/Lang ?\(fr-FR\)/.test(raw)).toBe(true);
      expect(raw.includes(`/Alt <FEFF${Buffer.from("Code QR", "utf16le").swap16().toString("hex").toUpperCase()}`)).toBe(true);
    }
  });

  it("fonts inside the file, no address but the one that verifies, and the date of the content", () => {
    const fonts = ask("pdffonts", frozen, []).trim().split("\n").slice(2);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toMatch(/ yes yes yes +\d+ +\d+$/);
    const addresses = ask("pdfinfo", frozen, ["-url"]).match(/https?:\S+/g);
    expect(new Set(addresses)).toEqual(new Set(["https://stages.example/verifier#K7QF2M9TXW4RBD8H"]));
    expect(ask("pdfinfo", frozen, ["-isodates"])).toMatch(/CreationDate: +2027-05-11T08:12:44(Z|\+00)/);
  });
});

/** What someone may write who means harm, or pastes from anywhere. */
const HOSTILE = [
  '#panic("perdu") #read("/etc/passwd") #(40 + 2)',
  "*gras* _italique_ `code` $x^2$ = Titre - point + numéro / terme",
  "@renvoi <etiquette> https://example.org/#ancre",
  "avant /* caché */ // fin \\u{41} \\\\ \\",
  `"droits" 'simples' ] ) } [ ( { ~ --- ...`,
  '") #panic("perdu") #("',
];

describe.skipIf(!present)("what persons write", () => {
  it("is printed as it is, and never obeyed", () => {
    const hostile = HOSTILE.join("\n");
    const text = textOf(ofContent({ ...SAMPLE_CONVENTION, activities: hostile, place: hostile, student: { ...SAMPLE_CONVENTION.student, lastName: HOSTILE[0]! }, host: { ...SAMPLE_CONVENTION.host, legalName: HOSTILE[1]! } }));
    for (const line of HOSTILE) expect(text).toContain(line);
    expect(text).toContain(`Inès ${HOSTILE[0]}`);
  });

  it("control: put into the markup, it is obeyed", () => {
    const typst = NodeCompiler.create();
    const naive = (text: string) => typst.compile({ mainFileContent: `Activités : ${text}` });
    expect(textOf(typst.pdf(naive("#(40 + 2)").result!))).toContain("Activités : 42");
    expect(naive(HOSTILE[0]!).hasError()).toBe(true);
  });

  it("in other scripts, with emoji, on several lines, does not stop the document", () => {
    const text = textOf(ofContent({ ...SAMPLE_CONVENTION, activities: "un\n\ndeux 😀👨‍👩‍👧 שלום مرحبا 日本 \u202E14 juin\u0000", objectives: "é".repeat(500) }));
    expect(text).toMatch(/un deux.*😀/);
    expect(text).toMatch(/□□.*juin/);
  });
});

const A4 = { width: 595.28, height: 841.89, margin: 56.69 };

describe.skipIf(!present)("every word stands within the margins, and the signatures with their table", () => {
  const unbroken = "n".repeat(500);
  it.each<readonly [string, DocumentContent]>([
    ["the shortest convention", SHORTEST_CONVENTION],
    ["the longest convention", LONGEST_CONVENTION],
    ["the longest amendment", LONGEST_AMENDMENT],
    ["the longest attestation", LONGEST_ATTESTATION],
    ["words of 500 letters", { ...LONGEST_CONVENTION, activities: unbroken, tutor: { ...LONGEST_CONVENTION.tutor, name: unbroken, email: unbroken }, school: { ...LONGEST_CONVENTION.school, name: unbroken }, insurance: { insurer: unbroken, policyNumber: unbroken } }],
    ["an amendment in words of 500 letters", { ...LONGEST_AMENDMENT, changes: [{ field: "place", label: unbroken, before: unbroken, after: unbroken }] }],
  ])("%s", (_, content) => {
    const boxes = ask("pdftotext", draw({ content, signed, options: { ...options, isDemonstration: true } }), ["-bbox"], ["-"]);
    const pages = boxes.split("<page ").slice(1);
    const words = [...boxes.matchAll(/xMin="([\d.]+)" yMin="([\d.-]+)" xMax="([\d.]+)" yMax="([\d.]+)"/g)].map((found) => found.slice(1).map(Number));
    expect(words.length).toBeGreaterThan(200);
    for (const [xMin, yMin, xMax, yMax] of words) {
      // A sign at the end of a justified line may hang half its width into the margin.
      expect(xMin).toBeGreaterThan(A4.margin - 4);
      expect(xMax).toBeLessThan(A4.width - A4.margin + 4);
      expect(yMin).toBeGreaterThan(20);
      expect(yMax).toBeLessThan(A4.height - 10);
    }
    const withSignatures = pages.filter((page) => />Signatures?</.test(page) && !page.includes(">preuve<"));
    expect(withSignatures.some((page) => page.includes(">Signé<"))).toBe(true);
    for (const page of pages) expect(page.match(/<word/g)!.length).toBeGreaterThan(60);
  });
});
