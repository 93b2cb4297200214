/** Typst, and JavaScript too, cite the text at fault, which may be a person's. */
export function withoutCitations(message: string): string {
  return message.replace(/`[^`]*`|"(?:[^"\\]|\\.)*"/gu, "…").slice(0, 300);
}
