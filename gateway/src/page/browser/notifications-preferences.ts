import { ruleOf, type NotificationKind, URGENCIES as ORDER } from "@stages/kernel/notification-kind.ts";
import { Refused } from "./ask.ts";
import { element } from "./element.ts";
import { alert, announce, paragraph } from "./link-elements.ts";
import { type Choice, choose, readChoices, type Session } from "./notifications-graph.ts";
import { CHANNELS, KINDS, URGENCIES } from "./notifications-words.ts";

const keyOf = ({ kind, channel }: Pick<Choice, "kind" | "channel">) => `${kind}-${channel}`;

/** One box a kind and a channel, kept as soon as it is ticked: there is nothing to send and to forget. */
export async function preferences(session: Session, lost: (refused: Refused) => void): Promise<HTMLElement> {
  const boxes = new Map<string, HTMLInputElement>();
  const locks = new Map<NotificationKind, HTMLElement>();
  const failures = new Map<NotificationKind, HTMLElement>();

  async function change(choice: Choice, input: HTMLInputElement): Promise<void> {
    const failure = failures.get(choice.kind)!;
    failure.textContent = "";
    if (input.getAttribute("aria-disabled") === "true") {
      input.checked = true;
      return announce(locks.get(choice.kind)!.textContent!);
    }
    const wanted = input.checked;
    try {
      show(await choose(session, { kind: choice.kind, channel: choice.channel, wanted }));
      announce(`Enregistré. ${KINDS[choice.kind]}, ${CHANNELS[choice.channel].toLowerCase()} : ${wanted ? "oui" : "non"}.`);
    } catch (error) {
      input.checked = !wanted;
      if (error instanceof Refused && error.code === "UNAUTHENTICATED") return lost(error);
      failure.textContent = error instanceof Refused ? error.message : "Une erreur inattendue s'est produite. Recommencez.";
    }
  }

  function show(choices: readonly Choice[]): void {
    for (const [kind, lock] of locks) lock.hidden = !choices.some((one) => one.kind === kind && one.isLocked);
    for (const choice of choices) {
      const input = boxes.get(keyOf(choice));
      if (!input) continue;
      input.checked = choice.wanted;
      input.setAttribute("aria-disabled", String(choice.isLocked));
      if (choice.isLocked) input.setAttribute("aria-describedby", `${choice.kind}-lock`);
      else input.removeAttribute("aria-describedby");
    }
  }

  function group(kind: NotificationKind, choices: readonly Choice[]): HTMLElement {
    const lock = element("p", { className: "lock quiet", id: `${kind}-lock`, hidden: true }, "C'est le dernier moyen qui reste de vous en avertir, et il le faut : choisissez-en un autre pour retirer celui-ci.");
    const failure = alert();
    locks.set(kind, lock);
    failures.set(kind, failure);
    const choicesOf = choices.map((choice) => {
      const id = keyOf(choice);
      const input = element("input", { type: "checkbox", id });
      input.addEventListener("change", () => void change(choice, input));
      boxes.set(id, input);
      return element("label", { htmlFor: id, className: "choice" }, input, CHANNELS[choice.channel]);
    });
    return element("fieldset", {}, element("legend", {}, KINDS[kind]), element("div", { className: "choices" }, ...choicesOf), lock, failure);
  }

  const choices = await readChoices(session);
  const kinds = [...Map.groupBy(choices, ({ kind }) => kind)].filter(([kind]) => kind in KINDS);
  const groups = ORDER.map((urgency) => [urgency, kinds.filter(([kind]) => ruleOf(kind).urgency === urgency)] as const).filter(([, found]) => found.length > 0);
  const section = element(
    "section",
    { id: "preferences" },
    element("h2", { tabIndex: -1 }, "Comment être averti"),
    paragraph("Tout arrive dans cette page. Cochez par quels autres moyens vous voulez l'apprendre ; chaque changement est enregistré aussitôt."),
    ...groups.flatMap(([urgency, found]) => [
      element("h3", {}, URGENCIES[urgency].title),
      paragraph(URGENCIES[urgency].hint, "quiet hint"),
      ...found.map(([kind, offered]) => group(kind, offered)),
    ]),
  );
  show(choices);
  return section;
}
