import { head } from "./html.ts";
import { scriptedPage } from "./scripted-page.ts";

const notificationsHtml = (login: "development" | "elsewhere") => `${head(
  "Notifications — Stages de seconde",
  `
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/notifications/notifications.css">
<script type="module" src="/notifications/notifications.js"></script>`,
)}
<body data-login="${login}">
<header class="banner">Stages de seconde</header>
<div id="announcement" role="status" aria-atomic="false"></div>
<main>
<h1>Notifications</h1>
<noscript><p>Cette page a besoin de JavaScript. Activez-le pour lire ce dont vous avez été averti.</p></noscript>
</main>
</body>
</html>
`;

/**
 * Where mail leads: what someone was told of, as it happens, and how they want to be, at `/notifications`. Its service worker is
 * what wakes a browser. A platform of development signs in on the page itself, any other one where its own service does.
 */
export const notificationsPage = (hasLogin: boolean) =>
  scriptedPage({ path: "/notifications", html: notificationsHtml(hasLogin ? "development" : "elsewhere"), script: "notifications", style: "notifications", worker: "notifications-worker" });
