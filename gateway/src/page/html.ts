/** Ours, so that browsers do not ask for /favicon.ico. */
const ICON = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#000091"/><path d="M4 11.5l4-8 4 8" fill="none" stroke="#fff" stroke-width="1.6"/></svg>')}`;

const head = (title: string, rest = "") => `<!doctype html>
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

export const STATIC_HTML = `${head(
  "Stages de seconde — API",
  `
<style>body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color: #161616 }</style>`,
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
