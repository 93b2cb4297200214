import { useCallback, useEffect, useState } from "react";
import { OFFLINE, Refused } from "../browser/ask.ts";
import { ROLES } from "../browser/notifications-words.ts";
import { DashboardPage } from "./dashboard.tsx";
import { type Opening, readOpening } from "./graph/opening.ts";
import { forgetSession, keepSession, keptSession, type Session } from "./identity/session.ts";
import { signOut } from "./identity/sign-in.ts";
import { SignIn } from "./sign-in-panel.tsx";
import { Skeleton } from "./skeleton.tsx";

const roleNamed = (role: string) => ROLES[role] ?? role;
/** Whom the page is for. */
const FOR: readonly string[] = ["MINISTRY", "RECTORAT"];
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Signed out, or at the figures. */
export function App({ arrived, failure }: { readonly arrived: Session | null; readonly failure: string | null }) {
  const [session, setSession] = useState(() => arrived ?? keptSession());
  const [why, setWhy] = useState(failure);
  const lost = useCallback(() => {
    forgetSession();
    setWhy("Votre session est terminée. Connectez-vous de nouveau : vous retrouverez la même vue.");
    setSession(null);
  }, []);
  if (!session) return <SignIn why={why} />;

  const leave = () => {
    setWhy(null);
    setSession(null);
    // Signed out here already; what the issuer answers is its own affair.
    signOut(session).catch(() => {});
  };
  const actAs = (role: string) => {
    const other = { ...session, role };
    keepSession(other);
    setSession(other);
  };
  return <SignedIn key={session.role} session={session} leave={leave} actAs={actAs} lost={lost} />;
}

interface SignedInProps {
  readonly session: Session;
  readonly leave: () => void;
  readonly actAs: (role: string) => void;
  readonly lost: () => void;
}

function SignedIn({ session, leave, actAs, lost }: SignedInProps) {
  const [opening, setOpening] = useState<Opening | null>(null);
  const [failure, setFailure] = useState<Refused | null>(null);
  const [tries, setTries] = useState(0);

  useEffect(() => {
    let isLeft = false;
    async function open(): Promise<void> {
      try {
        const read = await readOpening(session);
        if (isLeft) return;
        // Nobody chose the role that comes first: one that the page is for goes before it.
        const fit = session.role === null && !read.ownTerritory ? read.roles.find((role) => FOR.includes(role)) : undefined;
        if (fit) actAs(fit);
        else setOpening(read);
      } catch (error) {
        if (isLeft) return;
        const refused = error instanceof Refused ? error : OFFLINE;
        if (refused.code === "UNAUTHENTICATED") lost();
        else setFailure(refused);
      }
    }
    setFailure(null);
    void open();
    return () => void (isLeft = true);
  }, [session, tries]);

  const own = opening?.ownTerritory ?? null;
  return (
    <>
      <div className="who">
        <p>{opening ? `${opening.displayName ?? "Vous"}, ${own?.kind === "DEPARTMENT" ? "DASEN" : roleNamed(opening.role)}` : " "}</p>
        {opening && opening.roles.length > 1 && (
          <div className="act-as">
            <label htmlFor="role">Agir comme</label>
            <select className="fr-select" id="role" value={opening.role} onChange={({ target }) => actAs(target.value)}>
              {opening.roles.map((role) => <option key={role} value={role}>{capital(roleNamed(role))}</option>)}
            </select>
          </div>
        )}
        <button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm" onClick={leave}>Se déconnecter</button>
      </div>
      {failure && (
        <div className="fr-alert fr-alert--error" role="alert">
          <h1 className="fr-alert__title">La page n'a pas pu s'ouvrir</h1>
          <p>{failure.message}</p>
          <button type="button" className="fr-btn fr-btn--sm" onClick={() => setTries(tries + 1)}>Recommencer</button>
        </div>
      )}
      {!opening && !failure && <Skeleton />}
      {opening && !own && (
        <div className="fr-alert fr-alert--warning" role="alert">
          <h1 className="fr-alert__title">Cette page n'est pas pour ce rôle</h1>
          <p>
            Elle montre les chiffres d'un territoire à qui en a la charge : rectorat, DASEN et ministère. Vous êtes connecté comme {roleNamed(opening.role)}.{" "}
            {opening.roles.length > 1 ? "Choisissez un autre de vos rôles ci-dessus." : "Si vous travaillez dans un rectorat ou une DSDEN, demandez à votre administrateur de vous y rattacher."}
          </p>
        </div>
      )}
      {opening && own && <DashboardPage session={session} opening={opening} ownTerritory={own} lost={lost} />}
    </>
  );
}
