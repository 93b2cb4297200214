import { head } from "./html.ts";
import { scriptedPage } from "./scripted-page.ts";

const VERIFY_HTML = `${head(
  "Vérifier un document — Stages de seconde",
  `
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/verifier/papers.css">
<script type="module" src="/verifier/verify.js"></script>`,
)}
<body>
<header class="banner">Stages de seconde</header>
<main>
<h1>Vérifier un document</h1>
<p>Une convention, un avenant ou une attestation de stage porte un code. Il permet à chacun de savoir si le document vient bien de cette plateforme.</p>
<noscript><p>Cette page a besoin de JavaScript. Activez-le pour vérifier un document.</p></noscript>
<form novalidate>
<label for="code">Code imprimé sur le document</label>
<p class="hint" id="code-hint">Au bas de chaque page, après « Code de vérification ». Les majuscules, les espaces et les tirets ne comptent pas.</p>
<input id="code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="64" required aria-describedby="code-hint code-error">
<p class="failure" id="code-error"></p>
<label for="file">Le fichier PDF que vous avez reçu (facultatif)</label>
<p class="hint" id="file-hint">Il ne quitte pas votre appareil : seule son empreinte est comparée. Vous pouvez aussi le déposer n'importe où sur cette page.</p>
<input id="file" name="file" type="file" accept="application/pdf,.pdf" aria-describedby="file-hint">
<button>Vérifier</button>
</form>
<div id="result" role="status" aria-live="polite"></div>
</main>
</body>
</html>
`;

/** Where the code printed on a document leads, `/verifier#<code>`: the fragment stays in the browser until it asks. */
export const verifyPage = () => scriptedPage({ path: "/verifier", html: VERIFY_HTML, script: "verify", style: "papers" });
