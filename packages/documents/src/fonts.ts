import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { coverageOf } from "./font-coverage.ts";

const { resolve } = createRequire(import.meta.url);
const read = (file: string) => readFileSync(resolve(file));

const TEXT = "@expo-google-fonts/source-sans-3";
/** Wherever the text's font has no sign: other scripts and symbols. */
const FALLBACK = "dejavu-fonts-ttf/ttf";

const regular = read(`${TEXT}/400Regular/SourceSans3_400Regular.ttf`);
const fallback = read(`${FALLBACK}/DejaVuSans.ttf`);

/** They come with the platform, so that a document is the same on every machine. */
export const FONT_FILES: readonly Buffer[] = [
  regular,
  read(`${TEXT}/400Regular_Italic/SourceSans3_400Regular_Italic.ttf`),
  read(`${TEXT}/600SemiBold/SourceSans3_600SemiBold.ttf`),
  fallback,
  read(`${FALLBACK}/DejaVuSansMono.ttf`),
];

const coverages = [regular, fallback].map(coverageOf);

/** Whether a character can be printed. PDF/A refuses a document with one that cannot. */
export function isPrintable(codePoint: number): boolean {
  return coverages.some((covers) => covers(codePoint));
}
