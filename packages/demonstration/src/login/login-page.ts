import type { Persona } from "../personas.ts";

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** By its hash in the policy of both pages: no other style is applied, and no script runs. */
export const STYLE = `body { font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color: #161616; background: #fff }
h1 { color: #000091; font-size: 1.5rem }
ul { list-style: none; padding: 0; margin: 1.5rem 0 }
li { margin: 0.5rem 0 }
button { width: 100%; text-align: left; font: inherit; color: inherit; background: #fff; border: 1px solid #3a3a3a; border-radius: 4px; padding: 0.6rem 1rem; cursor: pointer }
button:hover { background: #f0f0fa }
button:focus-visible { outline: 3px solid #0a76f6; outline-offset: 2px }
.name { display: block; font-weight: 600 }`;

const page = (title: string, body: string) => `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} — Stages de seconde</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;

/** Buttons of one plain form: it works by keyboard, by voice and without JavaScript. */
export function loginPage(personas: readonly Persona[]): string {
  const item = ({ name, label, description }: Persona) =>
    `<li><button type="submit" name="persona" value="${escaped(name)}"><span class="name">${escaped(label)}</span> ${escaped(description)}</button></li>`;
  return page(
    "Se connecter pour essayer",
    `<p>Choisissez le personnage que vous voulez être. Ce sont des personnes fictives : aucun mot de passe n'est demandé.</p>
<form method="post">
<ul aria-label="Personnages">
${personas.map(item).join("\n")}
</ul>
<p><button type="submit" name="cancel" value="1">Annuler la connexion</button></p>
</form>`,
  );
}

export function loginErrorPage(reason: string): string {
  return page("La connexion n'a pas abouti", `<p>${escaped(reason)}</p>\n<p>Recommencez depuis l'application qui vous a envoyé ici.</p>`);
}
