import { expect, it } from "vitest";
import { mailboxHtml } from "./html.ts";

const shown = (text: string) => mailboxHtml([{ to: "claire@atelier.example", subject: "Stages de seconde", text, writtenAt: "2027-03-11T06:00:00Z" }]);

it.each(["/", "https://stages.example/", "/lien#aB_-9", "https://stages.example/lien#aB_-9", "/lien", "https://stages.example/documents#aB_-9"])("leads where a mail leads: %s", (href) => {
  expect(shown(`Répondre :\n${href}\n\nFin.`)).toContain(`<a href="${href}">${href}</a>`);
});

it.each(["https://elsewhere.example/page", "javascript:alert(1)", "/ ou pas", "/documents", "/documents/aB_-9", "<a href=\"/\">"])("leads nowhere else: %s", (text) => {
  expect(shown(`Bonjour,\n${text}`)).not.toContain("<a ");
});

it("leads to a line of the inbox, and says when in the time of Paris", () => {
  const html = shown("Voir la convention :\nhttps://stages.example/notifications#notification_01kz\n");
  expect(html).toContain('<a href="https://stages.example/notifications#notification_01kz">');
  expect(html).toContain("À claire@atelier.example, jeudi 11 mars 2027 à 7 h 00");
});
