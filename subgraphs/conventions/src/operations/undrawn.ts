const TEXT = "BT /F1 14 Tf 60 760 Td (Document de d\\351monstration : cette convention n'a pas \\351t\\351 mise en page.) Tj ET";
const OBJECTS = [
  "<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) >>",
  "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
  "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
  `<< /Length ${TEXT.length} >>\nstream\n${TEXT}\nendstream`,
  "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
];

/** What stands for the file of a document that nobody drew. One page, written by hand: nothing of it is anyone's. */
export const UNDRAWN = pdfOf(OBJECTS);

function pdfOf(objects: readonly string[]): Uint8Array {
  let file = "%PDF-1.7\n";
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = ["0000000000 65535 f ", ...offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n `)].join("\n");
  return Buffer.from(`${file}xref\n0 ${objects.length + 1}\n${table}\ntrailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`, "latin1");
}
