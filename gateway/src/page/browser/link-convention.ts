import { type Child, day, details, element } from "./link-elements.ts";
import type { Convention } from "./link-graph.ts";

export const studentOf = ({ student }: Convention) => `${student?.firstName ?? ""} ${student?.lastName ?? ""}`.trim();

/** What host and school have agreed, as everyone who opens a link reads it. */
export function agreed({ hostPart, host, school }: Convention, more: readonly (readonly [string, string | null | undefined])[] = []): readonly Child[] {
  const slots = (hostPart?.timetable ?? []).map(({ date, slots }) => element("li", {}, `${day(date)} : ${slots.map(({ from, to }) => `${from.slice(0, 5)} – ${to.slice(0, 5)}`).join(", ")}`));
  return [
    details([
      ["Établissement", school?.name],
      ["Structure d'accueil", host?.legalName],
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
