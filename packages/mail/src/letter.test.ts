import { expect, it } from "vitest";
import { mailOf } from "./letter.ts";

const mail = mailOf({
  to: "a@b.example\r\nBcc: everyone@b.example",
  subject: "Convention de Léa <b>",
  paragraphs: ["Bonjour,", { label: "Lire & signer", href: "https://stages.example/lien#abc" }],
  foot: ["Ce message n'est pas pour vous ?"],
});

it("has the link alone on its line of text, where mail programs find it", () => {
  expect(mail.text.split("\n")).toContain("https://stages.example/lien#abc");
});

it("shows in HTML what was said, and not as HTML", () => {
  expect(mail.html).toContain("Convention de Léa &#60;b&#62;");
  expect(mail.html).toContain(">Lire &#38; signer</a>");
  expect(mail.html).toContain('<html lang="fr">');
});

it("fetches nothing from anywhere", () => {
  expect(mail.html).not.toMatch(/<(img|link|script|style|iframe)|url\(|@import/);
});

it("takes no other heading along", () => {
  expect(mail.to).not.toMatch(/[\r\n]/);
});

it("has parts, lists and a code in both forms, a code as it is to be copied", () => {
  const { text, html } = mailOf({ to: "a@b.example", subject: "Sujet", paragraphs: [{ heading: "À signer" }, { items: ["Léa M. <b>", "Tom R."] }, { code: "012345" }], foot: ["Fin."] });
  expect(text).toBe("À SIGNER\n\n- Léa M. <b>\n- Tom R.\n\n012345\n\n--\n\nFin.\n");
  expect(html).toContain(">À signer</h2>");
  expect(html).toContain("<li>Léa\u00a0M. &#60;b&#62;</li><li>Tom\u00a0R.</li></ul>");
  expect(html).toContain(">012345</p>");
});
