import { type EventsState, MOST_BEHIND } from "@stages/events/event-desk.ts";
import type { Replayed, SetAsideLine } from "@stages/events/set-aside.ts";

const WHY: Readonly<Record<SetAsideLine["why"], string>> = {
  FAILED: "échec",
  UNREADABLE: "contenu illisible avec les clés d'ici",
  NEWER: "version plus récente que celle qui tourne ici : rejoué de lui-même après la mise à jour",
  BEHIND: "attend celui qui le précède, du même objet",
};
const SIDE: Readonly<Record<SetAsideLine["side"], string>> = { HEARD: "entendu", TOLD: "à dire" };

/** What `npm run events` says of every subgraph. */
export function eventsReport(states: Readonly<Record<string, EventsState>>, now: Temporal.Instant): string {
  const all = Object.entries(states);
  const width = Math.max(...all.map(([name]) => name.length));
  const lines = all.map(([name, { outbox, behind, setAside }]) => `${name.padEnd(width)}  ${waiting(outbox, now)} ; ${late(behind)} ; ${facts(setAside.length, "mis de côté")}`);
  const asides = all.flatMap(([name, { setAside }]) => setAside.map((line) => setAsideLines(name, line, now)));
  return `${[...lines, ...asides].join("\n")}\n`;
}

/** What came of one try. */
export function replayedLine(subgraph: string, { eventId, type, replayed }: SetAsideLine & { readonly replayed: Replayed }): string {
  return `${subgraph}  ${eventId}  ${type} : ${came(replayed)}\n`;
}

function came(replayed: Replayed): string {
  switch (replayed.outcome) {
    case "APPLIED":
      return "appliqué";
    case "TOLD":
      return "remis parmi les faits à dire";
    case "GONE":
      return "n'est plus de côté";
    case "LATER":
      return "d'autres tiennent ce qu'il change : recommencez dans un instant";
    case "FAILED":
      return `échoue encore (${replayed.reason})`;
  }
}

function setAsideLines(subgraph: string, { eventId, side, why, type, version, key, reason, tries, since }: SetAsideLine, now: Temporal.Instant): string {
  return `\n${subgraph}  ${eventId}  ${type} v${version}  ${key}\n  ${SIDE[side]}, de côté depuis ${ageOf(since, now)}, ${tries} essai${tries > 1 ? "s" : ""} ; ${WHY[why]}\n  ${reason}`;
}

const facts = (count: number, what: string) => `${count.toLocaleString("fr-FR")} fait${count > 1 ? "s" : ""} ${what}`;
const waiting = ({ rows, oldest }: EventsState["outbox"], now: Temporal.Instant) => facts(rows, oldest ? `à dire (le plus ancien attend depuis ${ageOf(oldest, now)})` : "à dire");
const late = (behind: number) => (behind >= MOST_BEHIND ? `${MOST_BEHIND.toLocaleString("fr-FR")} faits ou plus à entendre` : facts(behind, "à entendre"));

const UNITS = [["days", "jour"], ["hours", "heure"], ["minutes", "minute"], ["seconds", "seconde"]] as const;

function ageOf(since: Temporal.Instant, now: Temporal.Instant): string {
  const age = now.since(since);
  for (const [unit, word] of UNITS) {
    const count = Math.floor(age.total(unit));
    if (count > 0) return `${count} ${word}${count > 1 ? "s" : ""}`;
  }
  return "moins d'une seconde";
}
