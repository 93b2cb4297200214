import { mailOf } from "@stages/mail/letter.ts";
import { expect, it } from "vitest";
import { copyLetter, type SealedCopy } from "./copy-letter.ts";

const COPY: SealedCopy = { kind: "CONVENTION", student: "Léa", school: "Lycée Edmond-Perrier", href: "https://stages.example/documents#secret", expiresAt: Temporal.Instant.from("2027-05-10T08:00:00Z") };

it.each([
  ["CONVENTION", "votre exemplaire de la convention de stage de Léa"],
  ["AMENDMENT", "votre exemplaire de l'avenant à la convention de stage de Léa"],
  ["ATTESTATION", "votre exemplaire de l'attestation de stage de Léa"],
] as const)("of %s leads to it, and says until when", (kind, what) => {
  const { subject, text } = mailOf(copyLetter("parent@familles.example", { ...COPY, kind }));
  expect(subject).toBe("Stage de Léa : votre exemplaire signé");
  expect(text).toContain(what);
  expect(text).toContain("Télécharger votre exemplaire signé :\nhttps://stages.example/documents#secret\n");
  expect(text).toContain("jusqu'au lundi 10 mai 2027 à 10 h 00 (heure de Paris)");
  expect(text.includes("premier jour")).toBe(kind === "CONVENTION");
});
