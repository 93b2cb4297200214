type Covers = (codePoint: number) => boolean;

const MICROSOFT = 3;
const UNICODE_FULL = 10;
const UNICODE_BMP = 1;

/** Which characters a TrueType font draws, read from its `cmap` (OpenType 1.9, formats 4 and 12). */
export function coverageOf(font: Buffer): Covers {
  const cmap = tableOf(font, "cmap");
  const subtables = Array.from({ length: cmap.readUInt16BE(2) }, (_, i) => ({
    platform: cmap.readUInt16BE(4 + i * 8),
    encoding: cmap.readUInt16BE(6 + i * 8),
    offset: cmap.readUInt32BE(8 + i * 8),
  }));
  const of = (wanted: number) => subtables.find(({ platform, encoding }) => platform === MICROSOFT && encoding === wanted);
  const chosen = of(UNICODE_FULL) ?? of(UNICODE_BMP);
  if (!chosen) throw new Error("The font has no Unicode character map.");
  const subtable = cmap.subarray(chosen.offset);
  const format = subtable.readUInt16BE(0);
  if (format === 12) return coveredByGroups(subtable);
  if (format === 4) return coveredBySegments(subtable);
  throw new Error(`The font's character map is of format ${format}.`);
}

function tableOf(font: Buffer, name: string): Buffer {
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const entry = 12 + i * 16;
    if (font.toString("latin1", entry, entry + 4) !== name) continue;
    const offset = font.readUInt32BE(entry + 8);
    return font.subarray(offset, offset + font.readUInt32BE(entry + 12));
  }
  throw new Error(`The font has no table ${name}.`);
}

function coveredByGroups(subtable: Buffer): Covers {
  const groups = Array.from({ length: subtable.readUInt32BE(12) }, (_, i) => {
    const at = 16 + i * 12;
    return { first: subtable.readUInt32BE(at), last: subtable.readUInt32BE(at + 4) };
  });
  return (codePoint) => groups.some(({ first, last }) => first <= codePoint && codePoint <= last);
}

function coveredBySegments(subtable: Buffer): Covers {
  const size = subtable.readUInt16BE(6);
  const [ends, starts, deltas, ranges] = [14, 16 + size, 16 + size * 2, 16 + size * 3] as const;
  const glyphOf = (codePoint: number): number => {
    for (let i = 0; i < size; i += 2) {
      if (codePoint > subtable.readUInt16BE(ends + i)) continue;
      const start = subtable.readUInt16BE(starts + i);
      if (codePoint < start) return 0;
      const delta = subtable.readUInt16BE(deltas + i);
      const range = subtable.readUInt16BE(ranges + i);
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = subtable.readUInt16BE(ranges + i + range + (codePoint - start) * 2);
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
  return (codePoint) => codePoint <= 0xffff && glyphOf(codePoint) !== 0;
}
