import { head } from "./html.ts";

/** One answer for what is unknown, over, used up or not theirs any more. */
export const NO_EXPORT_HTML = `${head(
  "Fichier indisponible — Stages de seconde",
  `
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/documents/papers.css">`,
)}
<body>
<header class="banner">Stages de seconde</header>
<main>
<h1>Ce lien ne mène plus à un fichier</h1>
<p>Il est incomplet, a dépassé ses cinq minutes, a déjà servi trois fois, ou vos droits ont changé depuis.</p>
<p>Revenez à la page des chiffres et demandez le fichier de nouveau.</p>
</main>
</body>
</html>
`;
