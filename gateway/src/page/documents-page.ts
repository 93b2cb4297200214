import { head } from "./html.ts";
import { scriptedPage } from "./scripted-page.ts";

const styled = (title: string, script = "") => head(
  `${title} — Stages de seconde`,
  `
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/documents/papers.css">${script}`,
);

const DOCUMENTS_HTML = `${styled("Votre exemplaire", `
<script type="module" src="/documents/documents.js"></script>`)}
<body>
<header class="banner">Stages de seconde</header>
<main>
<h1>Votre exemplaire signé</h1>
<noscript><p>Cette page a besoin de JavaScript. Activez-le, ou ouvrez le lien dans un autre navigateur : il n'a pas encore servi.</p></noscript>
<form method="post" action="/documents" hidden>
<p>Le document que toutes les parties ont signé est prêt. Gardez-le : l'élève l'apporte le premier jour du stage.</p>
<input type="hidden" name="token" id="token">
<button>Télécharger</button>
<p class="quiet">Le lien reçu par courriel est valable sept jours, pour cinq téléchargements au plus. Ne le transmettez à personne : qui le possède possède le document.</p>
</form>
<p id="lost" hidden>Pour télécharger votre exemplaire, ouvrez cette page par le lien complet du courriel que vous avez reçu.</p>
</main>
</body>
</html>
`;

/** One answer for what is unknown, over, used up or not theirs any more. */
export const NO_DOCUMENT_HTML = `${styled("Document indisponible")}
<body>
<header class="banner">Stages de seconde</header>
<main>
<h1>Ce lien ne mène plus à un document</h1>
<p>Il est incomplet, a dépassé son délai, ou a déjà servi autant de fois que prévu.</p>
<p>Connectez-vous à la plateforme pour télécharger le document, ou demandez-le à l'établissement de l'élève.</p>
</main>
</body>
</html>
`;

/**
 * Where the mail of a signed document leads, `/documents#<token>`: what a mail scanner fetches is this page alone, and the
 * token is posted by the button on it, so that no log has it.
 */
export const documentsPage = () => scriptedPage({ path: "/documents", html: DOCUMENTS_HTML, script: "documents", style: "papers", posts: true });
