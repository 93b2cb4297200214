import { mailOf } from "@stages/mail/letter.ts";
import { expect, it } from "vitest";
import { codeLetter, codeSms } from "./code-letter.ts";

const ISSUED = { code: "012345", about: "la convention de stage de Léa M.", expiresAt: Temporal.Instant.from("2027-05-03T08:10:00Z") };

it("says the code, for what and until when in Paris, and leads nowhere", () => {
  const { subject, text, html } = mailOf(codeLetter("parent@familles.example", ISSUED));
  // A locked telephone shows the subject of a mail.
  expect(subject).toBe("Stages de seconde : votre code de signature");
  expect(text).toBe(`Bonjour,

Voici le code demandé pour signer la convention de stage de Léa M. :

012345

Il est valable jusqu'au lundi 3 mai 2027 à 10 h 10 (heure de Paris), pour cette signature seule. Ne le communiquez à personne ; la plateforme ne vous le demandera jamais par téléphone.

--

Ce message est envoyé par la plateforme « Stages de seconde ». Si vous n'avez pas demandé ce code, ne faites rien : sans lui, rien n'est signé.
`);
  expect(html).not.toContain("href");
  expect(html).toContain(">012345</p>");
});

it("begins a short message", () => {
  expect(codeSms(ISSUED)).toMatch(/^012345 : votre code .* la convention de stage de Léa M\., valable jusqu'à 10 h 10\. Ne le communiquez/);
});
