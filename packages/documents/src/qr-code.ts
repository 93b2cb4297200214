import { renderSVG } from "uqr";

/** Black on white, with the margin of four modules that ISO/IEC 18004 asks for. */
export function qrCode(text: string): string {
  return renderSVG(text, { ecc: "M", border: 4 });
}
