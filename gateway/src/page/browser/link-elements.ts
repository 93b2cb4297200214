import { Refused } from "./ask.ts";
import { type Child, element } from "./element.ts";
import { forgetFailures, tellFailures } from "./link-failures.ts";

/** What the page of a personal link is made of. Nothing that comes from outside is ever read as HTML: elements are made one by one. */

const main = document.querySelector("main")!;
const announcement = document.querySelector("#announcement")!;

/** A new view begins at its heading, for those who listen to it too. */
export function show(title: string, ...children: readonly Child[]): void {
  const heading = element("h1", { tabIndex: -1 }, title);
  main.replaceChildren(heading, ...children);
  announcement.replaceChildren();
  heading.focus();
}

/** As long as it takes to be read out behind what was said just before. */
const HEARD_MS = 10_000;

/** Beside what was said a moment ago: who listens has not heard that one yet. */
export function announce(text: string): void {
  const now = performance.now();
  for (const said of Array.from(announcement.children)) if (now - Number((said as HTMLElement).dataset["at"]) > HEARD_MS) said.remove();
  const line = paragraph(text);
  line.dataset["at"] = String(now);
  announcement.append(line);
}

export const paragraph = (text: string, className = "") => element("p", { className }, text);
export const label = (htmlFor: string, text: string) => element("label", { htmlFor }, text);

export function alert(): HTMLElement {
  const made = element("div", { className: "failure" });
  made.setAttribute("role", "alert");
  return made;
}

/** While it is under way it cannot be asked for twice; what is refused is said where it was asked. */
export function button(text: string, act: () => Promise<void>, className = ""): HTMLElement {
  const failure = alert();
  const made = element("button", { type: "button", className }, text);
  made.addEventListener("click", () => void run(made, failure, act));
  return element("div", { className: "act" }, made, failure);
}

/** The same, sent by Enter as well. */
export function form(text: string, act: () => Promise<void>, ...children: readonly Child[]): HTMLFormElement {
  const submit = element("button", { type: "submit" }, text);
  const failure = alert();
  const made = element("form", { noValidate: true }, ...children, submit, failure);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    void run(submit, failure, act);
  });
  return made;
}

let lost: (refused: Refused) => void = () => {};
/** What is shown when the session is over, or the link does not open, wherever it was noticed. */
export function whenLost(show: (refused: Refused) => void): void {
  lost = show;
}

async function run(control: HTMLButtonElement, failure: HTMLElement, act: () => Promise<void>): Promise<void> {
  control.disabled = true;
  const place = failure.parentElement!;
  failure.textContent = "";
  forgetFailures(place);
  try {
    await act();
  } catch (error) {
    if (error instanceof Refused && ["UNAUTHENTICATED", "LINK_UNKNOWN", "LINK_EXPIRED"].includes(error.code)) return lost(error);
    if (error instanceof Refused) return tellFailures(place, failure, error);
    failure.textContent = "Une erreur inattendue s'est produite. Recommencez.";
  } finally {
    control.disabled = false;
  }
}

export function details(rows: readonly (readonly [string, string | null | undefined])[]): HTMLElement {
  const list = element("dl");
  for (const [term, text] of rows) if (text) list.append(element("dt", {}, term), element("dd", {}, text));
  return list;
}

export const hour = (date: Date) => `${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, "0")}`;
const said = (text: string, year?: "numeric") => new Date(`${text}T12:00:00Z`).toLocaleDateString("fr-FR", { weekday: "long", day: "numeric", month: "long", year, timeZone: "UTC" });
export const day = (text: string) => said(text);
/** With its year, where a document is read that outlasts it. */
export const longDay = (text: string) => said(text, "numeric");
