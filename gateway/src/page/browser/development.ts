export interface Persona {
  readonly name: string;
  readonly title: string;
}

export interface Example {
  readonly name: string;
  readonly title: string;
  /** As whom it is to be tried; null for a visitor. */
  readonly persona: string | null;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export async function readList<T>(path: string): Promise<readonly T[]> {
  const response = await fetch(path);
  return response.ok ? ((await response.json()) as T[]) : [];
}

export async function personaToken(persona: string): Promise<string> {
  const response = await fetch("/development/token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ persona }),
  });
  if (!response.ok) throw new Error(`Answered ${response.status}`);
  return ((await response.json()) as { token: string }).token;
}
