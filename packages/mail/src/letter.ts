import { onOneLine, withoutTurns } from "@stages/kernel/harmless-line.ts";
import { unbroken } from "@stages/kernel/unbroken.ts";

/** A message ready to leave, in the two forms that mail programs show. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What is said, before it has a form: paragraphs, headings, lists, a code to copy, and buttons that lead somewhere. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly paragraphs: readonly Part[];
  /** Why it was sent, how to have fewer of them, and what to do if it is not for the reader; smaller. */
  readonly foot: readonly (string | Button)[];
}

export type Part = string | Button | { readonly heading: string } | { readonly items: readonly string[] } | { readonly code: string };

export interface Button {
  readonly label: string;
  readonly href: string;
}

const STYLE = {
  body: "margin:0;padding:24px 16px;background:#f6f6f6;color:#161616;font:16px/1.6 Arial,sans-serif",
  main: "max-width:560px;margin:0 auto;padding:24px;background:#fff",
  heading: "margin:0 0 16px;color:#000091;font-size:20px;line-height:1.3",
  button: "display:inline-block;padding:10px 20px;background:#000091;color:#fff;text-decoration:none;border-radius:4px",
  address: "color:#3a3a3a;font-size:13px;word-break:break-all",
  foot: "color:#3a3a3a;font-size:14px",
  link: "color:#000091",
  part: "margin:24px 0 8px;font-size:17px;line-height:1.3",
  list: "margin:0 0 16px;padding-left:20px",
  code: "margin:24px 0;font:bold 32px/1.2 'Courier New',monospace;letter-spacing:6px;text-align:center",
};

/** Text and HTML of one letter. Nothing is fetched: no image, no font, no style from elsewhere, so no reader is followed. */
export function mailOf({ to, subject, paragraphs, foot }: Letter): Mail {
  return { to: onOneLine(to), subject: onOneLine(subject), text: withoutTurns(textOf(paragraphs, foot)), html: withoutTurns(htmlOf(onOneLine(subject), paragraphs, foot)) };
}

function textOf(paragraphs: Letter["paragraphs"], foot: Letter["foot"]): string {
  return `${[...paragraphs.map(textOfPart), "--", ...foot.map(textOfPart)].join("\n\n")}\n`;
}

/** Lines are the letter's own: whoever has a name with breaks in it would write a paragraph, a signature or a link of theirs. */
function textOfPart(part: Part): string {
  if (typeof part === "string") return unbrokenLine(part);
  if ("href" in part) return `${unbrokenLine(part.label)} :\n${unbrokenLine(part.href)}`;
  if ("items" in part) return part.items.map((item) => `- ${unbrokenLine(item)}`).join("\n");
  return unbrokenLine("code" in part ? part.code : part.heading.toLocaleUpperCase("fr"));
}

/** Other spaces stay, those that do not break among them. */
const unbrokenLine = (text: string): string => text.replaceAll(/[\n\r\v\f\u0085\u2028\u2029]+/g, " ");

function htmlOfPart(part: Part): string {
  if (typeof part === "string") return `<p>${escaped(part)}</p>`;
  if ("href" in part) return `<p><a style="${STYLE.button}" href="${escaped(part.href)}">${escaped(part.label)}</a></p>\n<p style="${STYLE.address}">${escaped(part.href)}</p>`;
  if ("items" in part) return `<ul style="${STYLE.list}">${part.items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`;
  return "code" in part ? `<p style="${STYLE.code}">${escaped(part.code)}</p>` : `<h2 style="${STYLE.part}">${escaped(part.heading)}</h2>`;
}

/** A link among words, where a button would shout. */
function htmlOfFoot(said: string | Button): string {
  const inside = typeof said === "string" ? escaped(said) : `<a style="${STYLE.link}" href="${escaped(said.href)}">${escaped(said.label)}</a>`;
  return `<p style="${STYLE.foot}">${inside}</p>`;
}

function htmlOf(subject: string, paragraphs: Letter["paragraphs"], foot: Letter["foot"]): string {
  const said = paragraphs.map(htmlOfPart);
  return `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(subject)}</title></head>
<body style="${STYLE.body}">
<main style="${STYLE.main}">
<h1 style="${STYLE.heading}">${escaped(subject)}</h1>
${said.join("\n")}
<hr>
${foot.map(htmlOfFoot).join("\n")}
</main>
</body>
</html>
`;
}

function escaped(text: string): string {
  return unbroken(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
