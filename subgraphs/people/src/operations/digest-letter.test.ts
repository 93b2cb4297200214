import { mailOf } from "@stages/mail/letter.ts";
import { expect, it } from "vitest";
import { digestLetter, type ToldCandidature } from "./digest-letter.ts";

const told = (offerTitle: string, day: string): ToldCandidature => ({ offerTitle, lastDayToAnswer: Temporal.PlainDate.from(day) });
const ATELIER = told("Découverte d'un atelier", "2027-03-16");
const LATER = told("Accueil & <conseil>", "2027-03-20");

it("says how many wait, when the first expires, and of which offers", () => {
  expect(mailOf(digestLetter("claire@atelier.example", "https://stages.example/", [ATELIER, ATELIER, LATER]))).toMatchObject({
    to: "claire@atelier.example",
    subject: "Stages de seconde : 3 candidatures attendent votre réponse",
    text: `Bonjour,

3 candidatures attendent votre réponse, la première expire le mercredi 17 mars 2027. À partir de ce jour, elle ne peut plus être acceptée.

« Découverte d'un atelier » : 2 candidatures, auxquelles répondre au plus tard le mardi 16 mars 2027.

« Accueil & <conseil> » : 1 candidature, à laquelle répondre au plus tard le samedi 20 mars 2027.

Répondre aux candidatures :
https://stages.example/

Même un refus aide l'élève : il sait qu'il doit chercher ailleurs.

--

Ce message est envoyé par la plateforme « Stages de seconde » aux responsables de la structure qui a publié ces offres, une fois par jour au plus. Il n'appelle pas de réponse.

La plateforme ne vous demandera jamais de mot de passe ni de paiement.
`,
  });
});

it("says it of one as one says it", () => {
  const { subject, text, html } = mailOf(digestLetter("claire@atelier.example", "/", [LATER]));
  expect(subject).toBe("Stages de seconde : 1 candidature attend votre réponse");
  expect(text).toContain("1 candidature attend votre réponse, elle expire le dimanche 21 mars 2027.");
  expect(text).toContain("Répondre à la candidature :\n/");
  expect(html).toContain("Accueil &#38; &#60;conseil&#62;");
});

it("counts what is beyond twenty lines", () => {
  const many = Array.from({ length: 23 }, (_, nth) => told(`Offre ${nth}`, "2027-03-16")) as [ToldCandidature, ...ToldCandidature[]];
  const { paragraphs } = digestLetter("claire@atelier.example", "/", many);
  expect(paragraphs.filter((part) => typeof part === "string" && part.startsWith("«"))).toHaveLength(20);
  expect(paragraphs).toContain("Et 3 autres lignes sur la plateforme.");
});
