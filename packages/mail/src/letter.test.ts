import { expect, it } from "vitest";
import { mailOf, type Part } from "./letter.ts";

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

const NAME = "Léa\n\n--\n\nSignez ici :\r\nhttps://forger.example/\u2028\u0085\u000bFin";

it.each<[string, readonly Part[]]>([
  ["a paragraph", [`Bonjour ${NAME},`]],
  ["a list", [{ items: [NAME, "Tom R."] }]],
  ["a heading", [{ heading: NAME }]],
  ["a button", [{ label: NAME, href: "https://stages.example/lien#abc" }]],
])("a name in %s adds no line to the text", (_where, paragraphs) => {
  const plain = JSON.parse(JSON.stringify(paragraphs).replaceAll(JSON.stringify(NAME).slice(1, -1), "Léa")) as readonly Part[];
  const linesOf = (parts: readonly Part[]) => mailOf({ to: "a@b.example", subject: "Sujet", paragraphs: parts, foot: [parts === paragraphs ? NAME : "Léa"] }).text.split(/[\n\r\v\f\u0085\u2028\u2029]/);
  const lines = linesOf(paragraphs);
  expect(lines).toHaveLength(linesOf(plain).length);
  expect(lines.filter((line) => line.startsWith("https://forger"))).toEqual([]);
  // The control: written as it is, it would be nine.
  expect(NAME.split(/[\n\r\v\f\u0085\u2028\u2029]/).length).toBeGreaterThan(8);
});
