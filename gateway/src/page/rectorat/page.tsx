import { type ReactNode, useState } from "react";
import { choose, keptScheme, type Scheme, SCHEMES } from "./scheme.ts";

/** The State's header and footer around what is shown. */
export function Page({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <div className="fr-skiplinks">
        <nav className="fr-container" role="navigation" aria-label="Accès rapide">
          <ul className="fr-skiplinks__list">
            <li><a className="fr-link" href="#content">Contenu</a></li>
            <li><a className="fr-link" href="#footer">Pied de page</a></li>
          </ul>
        </nav>
      </div>
      <header role="banner" className="fr-header">
        <div className="fr-header__body">
          <div className="fr-container--fluid wide">
            <div className="fr-header__body-row">
              <div className="fr-header__brand">
                <div className="fr-header__brand-top">
                  <div className="fr-header__logo"><p className="fr-logo">Ministère<br />de l'Éducation<br />nationale</p></div>
                </div>
                <div className="fr-header__service">
                  <a href="/rectorat" title="Accueil du tableau de bord — Stages de seconde"><p className="fr-header__service-title">Stages de seconde</p></a>
                  <p className="fr-header__service-tagline">Tableau de bord</p>
                </div>
              </div>
            </div>
          </div>
        </div>
      </header>
      <main role="main" id="content" className="wide" tabIndex={-1}>{children}</main>
      <Footer />
    </>
  );
}

function Footer() {
  const [scheme, setScheme] = useState(keptScheme);
  return (
    <footer role="contentinfo" id="footer" className="wide" tabIndex={-1}>
      <div className="scheme">
        <label htmlFor="scheme">Apparence</label>
        <select className="fr-select" id="scheme" value={scheme} onChange={({ target }) => (choose(target.value as Scheme), setScheme(target.value as Scheme))}>
          {Object.entries(SCHEMES).map(([value, label]) => <option key={value} value={value}>{label}</option>)}
        </select>
      </div>
      <p>
        Couverture : élèves dont une convention signée couvre chacune des deux semaines, rapportés aux inscrits ; les conventions signées sur papier comptent. Aucun nom n'est montré ici.
      </p>
      <p className="credits">Fond de carte : MapSVG (CC BY 4.0) et Natural Earth. Système de design de l'État.</p>
    </footer>
  );
}
