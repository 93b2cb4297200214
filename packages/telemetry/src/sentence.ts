import { LEFT_OUT, withoutControls } from "./may-stand.ts";

/** A sentence of the program. What it quotes, here or in a library, is someone's: a value that was refused, a name that was not found. */
export const sentence = (message: string): string =>
  withoutControls(message.replaceAll("\n", " "))
    .replace(/"[^"]*"|«[^»]*»|`[^`]*`|(?<!\w)'[^']*'(?!\w)/g, LEFT_OUT)
    .replace(/\S+@\S+/g, LEFT_OUT)
    .slice(0, 300);
