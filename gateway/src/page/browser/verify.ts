/** The page on which anyone checks a document. The file at hand is read here and goes nowhere: its fingerprint alone is sent. */

import { VERIFY } from "./verify-operations.ts";

const form = document.querySelector("form")!;
const code = document.querySelector<HTMLInputElement>("#code")!;
const codeError = document.querySelector<HTMLElement>("#code-error")!;
const file = document.querySelector<HTMLInputElement>("#file")!;
const submit = document.querySelector("button")!;
const result = document.querySelector<HTMLElement>("#result")!;

type Outcome = "genuine" | "unknown" | "trouble";

function show(outcome: Outcome, title: string, ...texts: readonly string[]): void {
  const heading = Object.assign(document.createElement("h2"), { textContent: title });
  const paragraphs = texts.map((textContent) => Object.assign(document.createElement("p"), { textContent }));
  const box = Object.assign(document.createElement("div"), { className: `result ${outcome}` });
  box.append(heading, ...paragraphs);
  result.replaceChildren(box);
}

async function isGenuine(sha256: string | null): Promise<boolean> {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ query: VERIFY, variables: { code: code.value, sha256 } }),
    credentials: "omit",
  });
  const { data } = (await response.json()) as { data?: { verifyDocument: boolean } | null };
  if (typeof data?.verifyDocument !== "boolean") throw new Error("no answer");
  return data.verifyDocument;
}

async function fingerprintOf(chosen: File): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await chosen.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function verify(): Promise<void> {
  const [chosen] = file.files ?? [];
  if (!(await isGenuine(null))) {
    return show(
      "unknown",
      "Ce code n'est pas connu",
      "Aucun document de la plateforme ne le porte. Vérifiez chaque caractère : s'il est bien recopié, ce document ne vient pas d'ici.",
    );
  }
  if (!chosen) {
    return show(
      "genuine",
      "Ce code est celui d'un document authentique",
      "La plateforme a émis un document qui porte ce code. Pour être sûr que rien n'a été modifié dans celui que vous avez, ajoutez le fichier PDF reçu.",
    );
  }
  if (await isGenuine(await fingerprintOf(chosen))) {
    return show("genuine", "Ce document est authentique", `« ${chosen.name} » est exactement le fichier que la plateforme a émis : rien n'y a été modifié.`);
  }
  show(
    "unknown",
    "Ce fichier n'est pas celui qui a été émis",
    `Le code est connu, mais « ${chosen.name} » n'est pas le fichier d'origine : c'est un autre document, il a été modifié, ou c'est une copie numérisée ou enregistrée autrement. Demandez l'original à qui vous l'a remis.`,
  );
}

async function run(): Promise<void> {
  const isEmpty = code.value.trim() === "";
  codeError.textContent = isEmpty ? "Indiquez le code imprimé sur le document." : "";
  code.setAttribute("aria-invalid", String(isEmpty));
  if (isEmpty) return code.focus();
  submit.disabled = true;
  result.replaceChildren();
  try {
    await verify();
  } catch {
    show("trouble", "La vérification n'a pas abouti", "Le service ne répond pas, ou ce navigateur ne sait pas lire le fichier. Vérifiez votre connexion, puis recommencez.");
  } finally {
    submit.disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void run();
});

addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer?.files.length) file.files = event.dataTransfer.files;
});

function fromAddress(): void {
  if (location.hash.length <= 1) return;
  try {
    code.value = decodeURIComponent(location.hash.slice(1)).slice(0, 64);
  } catch {
    return;
  }
  void run();
}
addEventListener("hashchange", fromAddress);
fromAddress();
