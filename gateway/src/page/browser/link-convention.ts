import { ofName } from "@stages/kernel/elision.ts";
import { type Child, element } from "./element.ts";
import { day, details, longDay } from "./link-elements.ts";
import type { Convention } from "./link-graph.ts";

/** "de Léa Vergne", "d'Ibrahim Diallo". */
export const ofStudent = ({ student }: Convention) => ofName(`${student?.firstName ?? ""} ${student?.lastName ?? ""}`.trim());

/** "09:00:00" as it is said: "9 h", "13 h 30". */
const hours = (time: string) => `${Number(time.slice(0, 2))}\u00a0h${time.slice(3, 5) === "00" ? "" : `\u00a0${time.slice(3, 5)}`}`;

/** What host and school have agreed, as everyone who opens a link reads it. */
export function agreed({ hostPart, host, hostParty, school }: Convention, more: readonly (readonly [string, string | null | undefined])[] = []): readonly Child[] {
  const days = (hostPart?.timetable ?? []).map(({ date }) => date).toSorted();
  const slots = (hostPart?.timetable ?? []).map(({ date, slots }) => element("li", {}, `${day(date)} : ${slots.map(({ from, to }) => `${hours(from)}\u00a0–\u00a0${hours(to)}`).join(", ")}`));
  return [
    details([
      ["Établissement", school?.name],
      ["Structure d'accueil", host?.legalName ?? hostParty?.legalName],
      ["Dates", days.length > 0 ? `Du ${longDay(days[0]!)} au ${longDay(days.at(-1)!)}` : null],
      ["Lieu", hostPart?.place],
      ["Tuteur", hostPart && `${hostPart.tutor.name}, ${hostPart.tutor.function}`],
      ["Activités", hostPart?.activities],
      ["Repas", hostPart?.lunch],
      ["Trajets", hostPart?.transport],
      ...more,
    ]),
    ...(slots.length > 0 ? [element("h2", {}, "Emploi du temps"), element("ul", {}, ...slots)] : []),
  ];
}
