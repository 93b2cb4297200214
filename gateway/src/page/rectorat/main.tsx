import "./styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { finishSignIn } from "./identity/sign-in.ts";
import { Page } from "./page.tsx";
import { followScheme } from "./scheme.ts";

followScheme();
const { session, failure } = await finishSignIn();
createRoot(document.getElementById("page")!).render(
  <StrictMode>
    <Page><App arrived={session} failure={failure} /></Page>
  </StrictMode>,
);
