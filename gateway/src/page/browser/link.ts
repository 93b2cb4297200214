import { Refused } from "./ask.ts";
import { agreed, ofStudent } from "./link-convention.ts";
import { element } from "./element.ts";
import { announce, button, day, form, hour, label, paragraph, show, whenLost } from "./link-elements.ts";
import { showToFill } from "./link-fill.ts";
import { actionOf, type Convention, openLink, readConvention, reportAbsence, requestLink, type Session } from "./link-graph.ts";
import { showToSign } from "./link-sign.ts";

/** The page of a personal link: the way from the mail to what its purpose lets its holder do. */

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
    paragraph("Ce lien vous a été envoyé par courriel pour une seule chose : lire et signer la convention de stage d'un élève dont vous êtes représentant légal ou que vous accueillez, ou suivre le stage d'un élève dont vous êtes tuteur."),
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
  const asking = form(
    "Recevoir un nouveau lien",
    async () => {
      const message = await requestLink(input.value);
      show("Demande enregistrée", paragraph(message));
    },
    label("email", "Votre adresse électronique, celle que connaît l'établissement ou la structure d'accueil"),
    input,
  );
  show(refused ? "Ce lien ne s'ouvre pas" : "Lien personnel", paragraph(why), asking);
}

async function follow(session: Session): Promise<void> {
  const convention = await readConvention(session);
  const done = () => sessionStorage.removeItem(KEPT);
  if (session.purpose === "FOLLOW_INTERN") showToFollow(session, convention);
  else if (session.purpose === "ACT_FOR_HOST" && !convention.document) showToFill(session, convention, done);
  else showToSign(session, convention, () => follow(session), done);
  announce(`Accès ouvert jusqu'à ${hour(new Date(session.expiresAt))}.`);
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
    `Stage ${ofStudent(convention)}`,
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
  return form(
    "Signaler au lycée",
    async () => {
      await reportAbsence(session, which.value, kind.value, note.value);
      await follow(session);
      announce("L'absence est signalée : le professeur référent est prévenu.");
    },
    label("day", "Jour"),
    which,
    label("kind", "Ce que vous avez constaté"),
    kind,
    label("note", "Précision (facultative)"),
    note,
  );
}

whenLost(ask);
const token = location.hash.slice(1);
const kept = keptSession();
if (token) welcome(token);
else if (kept) follow(kept).catch((error: unknown) => ask(error instanceof Refused ? error : null));
else ask(null);
