import { type Convention, openLink, readConvention, Refused, reportAbsence, requestLink, type Session, sign } from "./link-graph.ts";

/** The page of a personal link. Nothing that comes from outside is ever read as HTML: elements are made one by one. */

type Child = Node | string;

function element<K extends keyof HTMLElementTagNameMap>(name: K, properties: Partial<HTMLElementTagNameMap[K]> = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const main = document.querySelector("main")!;
const announcement = document.querySelector("#announcement")!;

/** A new view begins at its heading, for those who listen to it too. */
function show(title: string, ...children: readonly Child[]): void {
  const heading = element("h1", { tabIndex: -1 }, title);
  main.replaceChildren(heading, ...children);
  announcement.textContent = "";
  heading.focus();
}

const paragraph = (text: string, className = "") => element("p", { className }, text);

/** While it is under way it cannot be asked for twice; what is refused is said where it was asked. */
function button(label: string, act: () => Promise<void>): HTMLElement {
  const failure = element("p", { className: "failure" });
  failure.setAttribute("role", "alert");
  const made = element("button", { type: "button" }, label);
  made.addEventListener("click", () => void run(made, failure, act));
  return element("div", { className: "act" }, made, failure);
}

async function run(control: HTMLButtonElement, failure: HTMLElement, act: () => Promise<void>): Promise<void> {
  control.disabled = true;
  failure.textContent = "";
  try {
    await act();
  } catch (error) {
    if (error instanceof Refused && ["UNAUTHENTICATED", "LINK_UNKNOWN", "LINK_EXPIRED"].includes(error.code)) return ask(error);
    failure.textContent = error instanceof Refused ? error.message : "Une erreur inattendue s'est produite. Recommencez.";
  } finally {
    control.disabled = false;
  }
}

const KEPT = "lien";

/** For this tab alone, so that reading the page again does not need another link. */
function keptSession(): Session | null {
  try {
    const session = JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as Session | null;
    return session && Date.parse(session.expiresAt) > Date.now() ? session : null;
  } catch {
    return null;
  }
}

function welcome(token: string): void {
  show(
    "Votre lien personnel",
    paragraph("Ce lien vous a été envoyé par courriel pour une seule chose : lire et signer la convention de stage d'un élève dont vous êtes représentant légal, ou suivre le stage d'un élève dont vous êtes tuteur."),
    paragraph("Il ne s'ouvre qu'une fois. Continuez quand vous avez quelques minutes devant vous, sur l'appareil que vous voulez utiliser."),
    paragraph("Si vous n'êtes pas la personne à qui il a été envoyé, fermez cette page.", "quiet"),
    button("Continuer", async () => {
      const session = await openLink(token);
      sessionStorage.setItem(KEPT, JSON.stringify(session));
      // The token is spent: neither the history nor a copy of the address need it.
      history.replaceState(null, "", "/lien");
      await follow(session);
    }),
  );
}

/** What is left when a link does not open, or no longer. */
function ask(refused: Refused | null): void {
  sessionStorage.removeItem(KEPT);
  const why = refused?.code === "UNAUTHENTICATED" ? "Le temps prévu est écoulé, ou ce lien a été remplacé." : (refused?.message ?? "Pour continuer, il vous faut le lien reçu par courriel.");
  const input = element("input", { type: "email", id: "email", name: "email", autocomplete: "email", required: true });
  const submit = element("button", { type: "submit" }, "Recevoir un nouveau lien");
  const failure = element("p", { className: "failure" });
  failure.setAttribute("role", "alert");
  const form = element("form", { noValidate: true }, element("label", { htmlFor: "email" }, "Votre adresse électronique, celle que connaît l'établissement ou la structure d'accueil"), input, submit, failure);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run(submit, failure, async () => {
      const message = await requestLink(input.value);
      show("Demande enregistrée", paragraph(message));
    });
  });
  show(refused ? "Ce lien ne s'ouvre pas" : "Lien personnel", paragraph(why), form);
}

async function follow(session: Session): Promise<void> {
  const convention = await readConvention(session);
  if (session.purpose === "SIGN_CONVENTION") showToSign(session, convention);
  else showToFollow(session, convention);
  announcement.textContent = `Accès ouvert jusqu'à ${hour(new Date(session.expiresAt))}.`;
}

const hour = (date: Date) => `${date.getHours()} h ${String(date.getMinutes()).padStart(2, "0")}`;
const day = (text: string) => new Date(`${text}T12:00:00Z`).toLocaleDateString("fr-FR", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const studentOf = ({ student }: Convention) => `${student?.firstName ?? ""} ${student?.lastName ?? ""}`.trim();
const actionOf = ({ viewerActions }: Convention, action: string) => viewerActions.find((one) => one.action === action);

function details(rows: readonly (readonly [string, string | null | undefined])[]): HTMLElement {
  const list = element("dl");
  for (const [term, text] of rows) if (text) list.append(element("dt", {}, term), element("dd", {}, text));
  return list;
}

function agreed({ hostPart, host, school }: Convention, more: readonly (readonly [string, string | null | undefined])[] = []): readonly Child[] {
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
    element("h2", {}, "Emploi du temps"),
    element("ul", {}, ...slots),
  ];
}

const CAPACITIES: Readonly<Record<string, string>> = { SCHOOL_HEAD: "l'établissement", HOST_MANAGER: "la structure d'accueil", STUDENT: "l'élève", LEGAL_REPRESENTATIVE: "un représentant légal" };

function showToSign(session: Session, convention: Convention): void {
  const { schoolPart, document: frozen, signatures = [] } = convention;
  const may = actionOf(convention, "signConvention");
  const teacher = schoolPart?.referentTeacher;
  const given = signatures.map(({ capacity }) => CAPACITIES[capacity] ?? capacity).join(", ");
  show(
    `Convention de stage de ${studentOf(convention)}`,
    ...agreed(convention, [
      ["Professeur référent", teacher && `${teacher.firstName} ${teacher.lastName}`],
      ["Assurance", schoolPart?.liabilityInsurance.insurer],
      ["Aménagements", schoolPart?.adjustments],
    ]),
    element("h2", {}, "Signature"),
    paragraph(given ? `Ont déjà signé : ${given}.` : "Personne n'a encore signé."),
    paragraph(`Empreinte du texte signé (SHA-256) : ${frozen?.sha256 ?? ""}`, "print"),
    may?.allowed
      ? button("Signer cette convention", async () => {
          await sign(session);
          sessionStorage.removeItem(KEPT);
          show("Votre signature est enregistrée", paragraph(`Vous avez signé la convention de stage de ${studentOf(convention)}. Vous pouvez fermer cette page.`));
        })
      : paragraph(may?.refusals[0]?.message ?? "Il n'y a plus rien à signer.", "failure"),
  );
}

const KINDS = [["ABSENT", "Absent"], ["ILL", "Malade"], ["LATE", "En retard"], ["LEFT_EARLY", "Parti plus tôt"]] as const;

function showToFollow(session: Session, convention: Convention): void {
  const { hostPart, absences = [], student } = convention;
  const may = actionOf(convention, "reportAbsence");
  const today = new Date().toISOString().slice(0, 10);
  const past = (hostPart?.timetable ?? []).map(({ date }) => date).filter((date) => date <= today);
  const teacher = student?.referentTeacher;
  const known = absences.map((absence) => element("li", {}, `${day(absence.day)} : ${KINDS.find(([kind]) => kind === absence.kind)?.[1] ?? absence.kind}`));
  show(
    `Stage de ${studentOf(convention)}`,
    ...agreed(convention, [["Professeur référent", teacher && `${teacher.firstName} ${teacher.lastName}`]]),
    element("h2", {}, "Absences"),
    known.length > 0 ? element("ul", {}, ...known) : paragraph("Aucune absence n'a été signalée."),
    !may?.allowed
      ? paragraph(may?.refusals[0]?.message ?? "", "quiet")
      : past.length === 0
        ? paragraph("Le stage n'a pas commencé : une absence pourra être signalée à partir du premier jour.", "quiet")
        : absenceForm(session, past),
  );
}

function absenceForm(session: Session, days: readonly string[]): HTMLElement {
  const select = (id: string, options: readonly (readonly [string, string])[]) => element("select", { id }, ...options.map(([value, text]) => element("option", { value }, text)));
  const which = select("day", days.map((date) => [date, day(date)] as const).toReversed());
  const kind = select("kind", KINDS);
  const note = element("textarea", { id: "note", maxLength: 500, rows: 3 });
  const submit = element("button", { type: "submit" }, "Signaler au lycée");
  const failure = element("p", { className: "failure" });
  failure.setAttribute("role", "alert");
  const label = (htmlFor: string, text: string) => element("label", { htmlFor }, text);
  const form = element("form", {}, label("day", "Jour"), which, label("kind", "Ce que vous avez constaté"), kind, label("note", "Précision (facultative)"), note, submit, failure);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run(submit, failure, async () => {
      await reportAbsence(session, which.value, kind.value, note.value);
      await follow(session);
      announcement.textContent = "L'absence est signalée : le professeur référent est prévenu.";
    });
  });
  return form;
}

const token = location.hash.slice(1);
const kept = keptSession();
if (token) welcome(token);
else if (kept) follow(kept).catch((error: unknown) => ask(error instanceof Refused ? error : null));
else ask(null);
