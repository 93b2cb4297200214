import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import "graphiql/style.css";
import { createClient } from "graphql-ws";
import { useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { type Example, type Persona, personaToken, readList } from "./development.ts";
import { examplesPlugin } from "./examples.tsx";
import { beginLogin, finishLogin, type LoginOutcome } from "./login.ts";
import "./page.css";
import "./workers.ts";

const WELCOME = `# Choisissez un exemple à gauche, ou écrivez votre requête.
# Ctrl+Entrée l'exécute ; les souscriptions restent ouvertes jusqu'à ce que vous les arrêtiez.
`;

/** One client per identity: a socket keeps the token it was opened with. */
function clientOf(token: string | null) {
  const url = new URL("/graphql", location.href);
  return createClient({
    url: Object.assign(new URL(url), { protocol: url.protocol.replace("http", "ws") }).href,
    lazy: true,
    connectionParams: token ? { authorization: `Bearer ${token}` } : {},
  });
}

interface PageProps {
  readonly personas: readonly Persona[];
  readonly examples: readonly Example[];
  /** Of the login that led here, if one did. */
  readonly outcome: LoginOutcome;
}

function Page({ personas, examples, outcome }: PageProps) {
  const [persona, setPersona] = useState(outcome.login?.persona ?? "");
  const [token, setToken] = useState<string | null>(outcome.login?.token ?? null);
  const [failure, setFailure] = useState<string | null>(outcome.failure);
  const socket = useMemo(() => clientOf(token), [token]);
  useEffect(() => () => void socket.dispose(), [socket]);

  const fetcher = useMemo(
    () =>
      createGraphiQLFetcher({
        url: "/graphql",
        headers: token ? { authorization: `Bearer ${token}` } : {},
        wsClient: socket,
      }),
    [token, socket],
  );
  async function actAs(name: string) {
    setFailure(null);
    try {
      setToken(name ? await personaToken(name) : null);
      setPersona(name);
    } catch {
      setFailure("Ce personnage n'a pas pu être endossé. Réessayez.");
    }
  }
  const plugins = useMemo(() => [examplesPlugin(examples, (name) => void actAs(name)), HISTORY_PLUGIN], [examples]);

  return (
    <>
      <header className="banner">
        <h1>Stages de seconde</h1>
        <span className="subtitle">Explorer le graphe</span>
        <label className="persona">
          Agir en tant que
          <select value={persona} onChange={(event) => void actAs(event.target.value)}>
            <option value="">Visiteur sans compte</option>
            {personas.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <button className="login" type="button" onClick={() => void beginLogin()}>
          Se connecter
        </button>
        <output className="failure" role="status">
          {failure}
        </output>
      </header>
      <main>
        <GraphiQL
          fetcher={fetcher}
          plugins={plugins}
          visiblePlugin={plugins[0]!}
          defaultQuery={WELCOME}
          defaultEditorToolsVisibility="variables"
          forcedTheme="light"
          isHeadersEditorEnabled={false}
          showPersistHeadersSettings={false}
        >
          <GraphiQL.Logo>
            <></>
          </GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}

const [personas, examples, outcome] = await Promise.all([
  readList<Persona>("/development/personas"),
  readList<Example>("/development/examples"),
  finishLogin(),
]);
createRoot(document.getElementById("page")!).render(<Page personas={personas} examples={examples} outcome={outcome} />);
