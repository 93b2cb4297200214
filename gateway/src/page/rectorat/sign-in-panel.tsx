import { useEffect, useState } from "react";
import { beginSignIn, type PageIssuer, readIssuers } from "./identity/sign-in.ts";

/** By which service to sign in: a button each. */
export function SignIn({ why }: { readonly why: string | null }) {
  const [issuers, setIssuers] = useState<readonly PageIssuer[] | null>(null);
  const [failure, setFailure] = useState(why);
  const [tries, setTries] = useState(0);
  useEffect(() => setFailure(why), [why]);
  useEffect(() => {
    readIssuers().then(setIssuers, () => setFailure("La plateforme ne répond pas. Vérifiez votre connexion, puis recommencez."));
  }, [tries]);
  useEffect(() => void (document.title = "Tableau de bord — Stages de seconde"), []);

  const begin = async (issuer: PageIssuer) => setFailure(await beginSignIn(issuer, location.search) || null);
  return (
    <div className="sign-in">
      <h1>Qui a un stage, qui n'en a pas</h1>
      <p className="fr-text--lead">Le tableau de bord des stages de seconde, en direct, pour les rectorats, les DASEN et le ministère.</p>
      {failure && <div className="fr-alert fr-alert--warning fr-alert--sm" role="alert"><p>{failure}</p></div>}
      {issuers === null && failure && <button type="button" className="fr-btn" onClick={() => (setFailure(null), setTries(tries + 1))}>Recommencer</button>}
      {issuers?.length === 0 && <p>Aucun service de connexion n'est configuré pour cette page. Adressez-vous à qui exploite la plateforme.</p>}
      <ul className="issuers">
        {(issuers ?? []).map((issuer) => (
          <li key={issuer.issuer}><button type="button" className="fr-btn fr-btn--lg" onClick={() => void begin(issuer)}>Se connecter avec {issuer.name}</button></li>
        ))}
      </ul>
    </div>
  );
}
