const FILES: Readonly<Record<string, string>> = { json: "/page/json.worker.js", graphql: "/page/graphql.worker.js" };

/** Monaco asks here for the workers that check what is being written. */
Object.assign(globalThis, {
  MonacoEnvironment: { getWorker: (_id: string, label: string) => new Worker(FILES[label] ?? "/page/editor.worker.js") },
});
