import { agreed, ofStudent } from "./link-convention.ts";
import { element } from "./element.ts";
import { form, hour, label, paragraph, show } from "./link-elements.ts";
import { actionOf, complete, type Convention, type HostDraft, type HostPart, saveDraft, type Session } from "./link-graph.ts";

/** The host's part of a convention, for someone who fills one in their life: one page, one button, and all that is to be mended at once. */

type Field = HTMLInputElement | HTMLTextAreaElement;

/** `done`: nothing is left to do with this session. */
export function showToFill(session: Session, convention: Convention, done: () => void): void {
  const may = actionOf(convention, "completeConvention");
  const title = `Convention de stage ${ofStudent(convention)}`;
  if (!may?.allowed) return show(title, ...agreed(convention), paragraph(may?.refusals[0]?.message ?? "", "quiet"));
  const hostPart = writtenSoFar(convention);
  const fields = new Map<string, Field>();
  const field = (id: string, text: string, properties: Partial<HTMLInputElement>, value: string | null | undefined = "") => {
    const input = element("input", { type: "text", id, name: id, required: true, ...properties, value: value ?? "" });
    fields.set(id, input);
    return element("div", {}, label(id, text), input);
  };
  const area = (id: string, text: string, maxLength: number, value: string | null | undefined) => {
    const input = element("textarea", { id, name: id, rows: 4, maxLength, value: value ?? "" });
    fields.set(id, input);
    return element("div", {}, label(id, text), input);
  };
  const group = (legend: string, ...children: readonly Node[]) => element("fieldset", {}, element("legend", {}, legend), ...children);
  const days = hostPart.timetable?.map(({ date }) => date).toSorted() ?? [];
  const [morning, afternoon] = hostPart.timetable?.[0]?.slots ?? [];
  const time = (id: string, text: string, value: string | undefined) => field(id, text, { type: "time" }, value?.slice(0, 5));

  const filled = form(
    "Envoyer à l'établissement",
    async () => {
      await kept;
      await complete(session, read(fields));
      done();
      show("La convention est remplie", paragraph("L'établissement va la relire et la valider. Vous recevrez alors par courriel un lien pour la signer. Vous pouvez fermer cette page."));
    },
    group(
      "Qui signera pour votre structure",
      field("representativeName", "Prénom et nom", { autocomplete: "name" }, hostPart.representative?.name),
      field("representativeFunction", "Fonction", {}, hostPart.representative?.function),
    ),
    group(
      "Le tuteur, qui accueillera l'élève chaque jour",
      field("tutorName", "Prénom et nom", {}, hostPart.tutor?.name),
      field("tutorFunction", "Fonction", {}, hostPart.tutor?.function),
      field("tutorEmail", "Adresse électronique", { type: "email" }, hostPart.tutor?.email),
      field("tutorPhone", "Téléphone (facultatif)", { type: "tel", required: false }, hostPart.tutor?.phone),
    ),
    group(
      "Où et quand",
      field("place", "Lieu du stage (adresse complète)", {}, hostPart.place),
      field("firstDay", "Premier jour", { type: "date" }, days[0]),
      field("lastDay", "Dernier jour", { type: "date" }, days.at(-1)),
      paragraph("Les mêmes horaires valent du lundi au vendredi. Si l'élève ne vient pas l'après-midi, laissez ces deux cases vides.", "quiet"),
      time("morningFrom", "Le matin, de", morning?.from),
      time("morningTo", "Le matin, jusqu'à", morning?.to),
      time("afternoonFrom", "L'après-midi, de", afternoon?.from),
      time("afternoonTo", "L'après-midi, jusqu'à", afternoon?.to),
    ),
    group(
      "Le stage",
      area("activities", "Ce que l'élève verra et fera : de l'observation (500 caractères au plus)", 500, hostPart.activities),
      field("lunch", "Repas (facultatif)", { required: false }, hostPart.lunch),
      field("transport", "Trajets (facultatif)", { required: false }, hostPart.transport),
    ),
  );
  // One after the other: the last that was typed is the last that is kept.
  let kept: Promise<unknown> = Promise.resolve();
  const state = paragraph("Ce que vous écrivez est gardé au fur et à mesure : vous pourrez finir plus tard, avec un nouveau lien.", "quiet");
  filled.addEventListener("change", () => {
    kept = kept
      .then(() => saveDraft(session, read(fields)))
      .then(() => void (state.textContent = `Gardé à ${hour(new Date())}. Vous pourrez finir plus tard, avec un nouveau lien.`), () => void (state.textContent = "Ce que vous écrivez n'a pas pu être gardé : envoyez-le avant de fermer cette page."));
  });
  show(title, paragraph(`${convention.school?.name ?? "L'établissement"} vous demande de remplir la partie de la convention qui revient à votre structure.`), ...(convention.reason ? [paragraph(`L'établissement vous l'a renvoyée : ${convention.reason}`, "failure")] : []), state, filled);
}

/** What came back, or was kept, field by field. */
function writtenSoFar({ hostPart, draft }: Convention): HostDraft {
  const { representative, tutor, ...rest } = draft?.host ?? {};
  const said = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return { ...hostPart, ...said, representative: { ...hostPart?.representative, ...representative }, tutor: { ...hostPart?.tutor, ...tutor } };
}

function read(fields: ReadonlyMap<string, Field>): HostPart {
  const text = (id: string) => fields.get(id)!.value.trim();
  const optional = (id: string) => text(id) || null;
  const slots = [["morningFrom", "morningTo"], ["afternoonFrom", "afternoonTo"]].flatMap(([from, to]) => (text(from!) && text(to!) ? [{ from: text(from!), to: text(to!) }] : []));
  return {
    representative: { name: text("representativeName"), function: text("representativeFunction") },
    tutor: { name: text("tutorName"), function: text("tutorFunction"), email: text("tutorEmail"), phone: optional("tutorPhone") },
    timetable: workingDays(text("firstDay"), text("lastDay")).map((date) => ({ date, slots })),
    activities: text("activities"),
    place: text("place"),
    lunch: optional("lunch"),
    transport: optional("transport"),
  };
}

const MOST_DAYS = 31;

/** From Monday to Friday, both days included; none when a date is missing, which the rules then say. */
export function workingDays(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let date = new Date(`${first}T12:00:00Z`); days.length < MOST_DAYS; date = new Date(date.getTime() + 86_400_000)) {
    const text = Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 10);
    if (text === null || last === "" || text > last) break;
    if (date.getUTCDay() % 6 !== 0) days.push(text);
  }
  return days;
}
