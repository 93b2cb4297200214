import { momentInFrench } from "@stages/kernel/civil-time.ts";

/** Ours, so that browsers do not ask for /favicon.ico. */
const ICON = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#000091"/><path d="M4 11.5l4-8 4 8" fill="none" stroke="#fff" stroke-width="1.6"/></svg>')}`;

export const head = (title: string, rest = "") => `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="${ICON}">${rest}
</head>`;

export const PAGE_HTML = `${head(
  "Stages de seconde — explorer le graphe",
  `
<link rel="stylesheet" href="/page/page.css">
<script type="module" src="/page/page.js"></script>`,
)}
<body>
<div id="page"><p class="notice">Chargement de l'explorateur…</p></div>
<noscript><p class="notice">L'explorateur a besoin de JavaScript. L'API répond à l'adresse <code>/graphql</code>.</p></noscript>
</body>
</html>
`;

export const STATIC_STYLE = "body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color: #161616 }";

export const STATIC_HTML = `${head(
  "Stages de seconde — API",
  `
<style>${STATIC_STYLE}</style>`,
)}
<body>
<main>
<h1>Stages de seconde</h1>
<p>L'API GraphQL répond à l'adresse <code>/graphql</code> : requêtes par HTTP, souscriptions par WebSocket (graphql-ws) ou par SSE.</p>
<p>Présentez votre jeton d'accès dans l'en-tête <code>Authorization: Bearer …</code>.</p>
</main>
</body>
</html>
`;

export const LINK_HTML = `${head(
  "Lien personnel — Stages de seconde",
  `
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/lien/link.css">
<script type="module" src="/lien/link.js"></script>`,
)}
<body>
<header class="banner">Stages de seconde</header>
<div id="announcement" role="status" aria-atomic="false"></div>
<main>
<h1>Lien personnel</h1>
<noscript><p>Cette page a besoin de JavaScript. Activez-le, ou ouvrez le lien dans un autre navigateur : il n'a pas encore servi.</p></noscript>
</main>
</body>
</html>
`;

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
/** The way in, a personal link, where one asks for another, a copy, or what someone was told of, alone on its line; one without an address of its own leads to this very server. */
const linked = (text: string) => escaped(text).replace(/^(?:https?:\/\/[^\s/]+)?\/(?:lien(?:#[\w-]+)?|documents#[\w-]+|notifications(?:#[\w-]+)?)?$/gm, (href) => `<a href="${href}">${href}</a>`);

interface ShownMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly writtenAt: string;
}

const article = ({ to, subject, text, writtenAt }: ShownMail) =>
  `<article><h2>${escaped(subject)}</h2>\n<p>À ${escaped(to)}, ${escaped(momentInFrench(Temporal.Instant.from(writtenAt)))}</p>\n<pre>${linked(text)}</pre></article>`;

export const MAILBOX_STYLE = `:root { color-scheme: light dark; --brand: light-dark(#000091, #a9b0ff) }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; color: light-dark(#161616, #f0f0f0); background: light-dark(#fff, #16161d); overflow-wrap: anywhere }
h1, h2, a { color: var(--brand) } h1 { font-size: 1.6rem; line-height: 1.25 } h2 { font-size: 1.15rem; line-height: 1.3; margin: 0 }
article { border: 1px solid light-dark(#ddd, #44444f); border-radius: 4px; padding: 1rem; margin: 1rem 0 }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }`;

export const mailboxHtml = (mails: readonly ShownMail[]) => `${head(
  "Courriels de développement — Stages de seconde",
  `
<meta name="color-scheme" content="light dark">
<style>${MAILBOX_STYLE}</style>`,
)}
<body>
<main>
<h1>Courriels de développement</h1>
<p>Aucun serveur de courriel n'est configuré : rien ne part, ni courriel ni SMS ; ce qui est allé aux navigateurs inscrits est montré avec eux. Les derniers messages, du plus récent au plus ancien. Rechargez la page pour voir les suivants.</p>
${mails.length === 0 ? "<p>Aucun message pour l'instant. Il en part un, par exemple, quand une convention est validée, quand un code de signature est demandé, ou le matin quand une candidature attend depuis 10 jours.</p>" : mails.map(article).join("\n")}
</main>
</body>
</html>
`;
