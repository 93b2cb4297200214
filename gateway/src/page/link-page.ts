import { LINK_HTML } from "./html.ts";
import { scriptedPage } from "./scripted-page.ts";

/**
 * The page of a personal link, at `/lien`, in production as well. What a mail scanner fetches beforehand is this page alone:
 * the link is opened by the button on it, with a token that its address does not send.
 */
export const linkPage = () => scriptedPage({ path: "/lien", html: LINK_HTML, script: "link", style: "link" });
