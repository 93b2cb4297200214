/** The State's design system: `data-fr-scheme` is what was chosen, kept as `scheme`; `data-fr-theme` is what it comes to. */

export const SCHEMES = { system: "Comme l'appareil", light: "Clair", dark: "Sombre" } as const;
export type Scheme = keyof typeof SCHEMES;

const dark = matchMedia("(prefers-color-scheme: dark)");

export function keptScheme(): Scheme {
  const kept = localStorage.getItem("scheme") ?? "";
  return kept in SCHEMES ? (kept as Scheme) : "system";
}

function apply(): void {
  const scheme = keptScheme();
  const { dataset } = document.documentElement;
  dataset["frScheme"] = scheme;
  dataset["frTheme"] = scheme === "system" ? (dark.matches ? "dark" : "light") : scheme;
}

export function choose(scheme: Scheme): void {
  localStorage.setItem("scheme", scheme);
  apply();
}

export function followScheme(): void {
  apply();
  dark.addEventListener("change", apply);
}
