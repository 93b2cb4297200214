import type { Refused, Told } from "./ask.ts";
import { element } from "./element.ts";

/** "hostPart.representative.name" is asked for in `representativeName`. */
const idOf = (field: string) => field.replace(/^hostPart\./, "").replaceAll(/\.(\w)/g, (_, letter: string) => letter.toUpperCase());

const controlOf = (place: ParentNode, { field }: Told) => (field ? place.querySelector<HTMLElement>(`#${CSS.escape(idOf(field))}`) : null);

const describedBy = (control: HTMLElement) => (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== "" && !id.endsWith("-wrong"));

export function forgetFailures(place: ParentNode): void {
  for (const control of place.querySelectorAll<HTMLElement>("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    control.setAttribute("aria-describedby", describedBy(control).join(" "));
  }
  for (const wrong of place.querySelectorAll(".wrong")) wrong.remove();
}

/** Each where it is to be mended, and all together where they were asked for, with the name of the field: the first is gone to. */
export function tellFailures(place: ParentNode, failure: HTMLElement, { all }: Refused): void {
  const isOne = all.length === 1;
  const lines = all.map((told) => {
    const control = controlOf(place, told);
    const name = control && place.querySelector(`label[for="${control.id}"]`)?.textContent;
    if (!control || !name) return element("li", {}, told.message);
    control.setAttribute("aria-invalid", "true");
    const wrong = element("p", { className: "failure wrong", id: `${control.id}-wrong` }, told.message);
    control.setAttribute("aria-describedby", [...describedBy(control), wrong.id].join(" "));
    // One alone is told once, beside the button; there for who hears what describes the field.
    wrong.hidden = isOne;
    control.after(wrong);
    const there = element("button", { type: "button", className: "there" }, name);
    there.addEventListener("click", () => control.focus());
    return element("li", {}, there, ` : ${told.message}`);
  });
  if (isOne) failure.textContent = all[0]!.message;
  else failure.replaceChildren(element("ul", {}, ...lines));
  place.querySelector<HTMLElement>("[aria-invalid]")?.focus();
}
