import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import type { Example } from "./development.ts";

/** The examples as a panel of GraphiQL's own, whose editors only its children can reach. */
export function examplesPlugin(examples: readonly Example[], actAs: (persona: string) => void): GraphiQLPlugin {
  return { title: "Exemples", icon: ExamplesIcon, content: () => <Examples examples={examples} actAs={actAs} /> };
}

function Examples({ examples, actAs }: { readonly examples: readonly Example[]; readonly actAs: (persona: string) => void }) {
  const { addTab, changeTab } = useGraphiQLActions();
  const tabs = useGraphiQL((state) => state.tabs);
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);

  function open({ query, variables, persona }: Example) {
    actAs(persona ?? "");
    const opened = tabs.findIndex((tab) => tab.query === query);
    if (opened >= 0) return changeTab(opened);
    addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : "");
  }

  return (
    <section className="examples" aria-labelledby="examples-title">
      <h2 id="examples-title">Exemples</h2>
      {examples.length === 0 ? <p>Aucun exemple n'est fourni.</p> : <p>Un clic ouvre l'exemple dans un onglet, avec le personnage qui convient. S'il a deux opérations, la première trouve ce qu'il faut donner à la seconde.</p>}
      <ul>
        {examples.map((example) => (
          <li key={example.name}>
            <button type="button" onClick={() => open(example)} disabled={!queryEditor}>
              {example.title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M5 4h14M5 9h14M5 14h9M5 19h6" strokeLinecap="round" />
    </svg>
  );
}
