import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { faultOfPdf, typeOfBytes } from "./file-bytes.ts";

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const END = "\nstartxref\n116\n%%EOF\n";
const pdf = (body: string, end = END) => latin1(`%PDF-1.7\n${body}${end}`);
/** A compressed stream of objects, as a writer makes it. */
const packed = (objects: string, dictionary = "<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>") => `7 0 obj\n${dictionary}\nstream\n${deflateSync(Buffer.from(objects, "latin1")).toString("latin1")}\nendstream\nendobj`;

describe("what a file is", () => {
  it.each([
    ["PDF", latin1("%PDF-1.4 …")],
    ["JPEG", new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
    ["PNG", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])],
    [null, latin1("GIF89a")],
    [null, latin1("<html>%PDF-1.4</html>")],
    [null, latin1(" %PDF-1.4")],
    [null, latin1("PK\u0003\u0004")],
    [null, new Uint8Array()],
  ])("%s, by its first bytes", (type, bytes) => {
    expect(typeOfBytes(bytes)).toBe(type);
  });
});

describe("a PDF", () => {
  it("is taken when nothing speaks against it", () => {
    expect(faultOfPdf(pdf(`1 0 obj<</Type/Catalog/OpenAction[2 0 R/Fit]>>endobj\n${packed("2 0 <</Type/Page>>")}`))).toBeNull();
  });

  it.each([
    ["without its end", pdf("1 0 obj<<>>endobj", "")],
    ["cut before the last mark", pdf("1 0 obj<<>>endobj", "\nstartxref\n116\n")],
    ["whose objects are packed so that they cannot be read", pdf(packed("2 0 <<>>").replace("\nstream\n", "\nstream\nnot zlib"))],
  ])("%s is damaged", (_title, bytes) => {
    expect(faultOfPdf(bytes)).toBe("DAMAGED");
  });

  it.each([
    ["", "trailer<</Encrypt 9 0 R>>"],
    [", its name written otherwise,", "trailer<</#45ncrypt 9 0 R>>"],
  ])("that is encrypted%s is refused", (_title, body) => {
    expect(faultOfPdf(pdf(body))).toBe("ENCRYPTED");
  });

  it.each([
    ["a script", "<</S/JavaScript/JS(app.alert(1))>>"],
    ["a script whose name is written otherwise", "<</S/J#61vaScr#69pt/JS(app.alert(1))>>"],
    ["a program to start", "<</S/Launch/F(cmd.exe)>>"],
    ["a file attached", "<</Type/EmbeddedFile>>"],
    ["files attached", "<</Names<</EmbeddedFiles 3 0 R>>>>"],
    ["rich media", "<</Subtype/RichMedia>>"],
  ])("with %s is refused, in the open and in a packed object", (_title, dictionary) => {
    expect(faultOfPdf(pdf(`3 0 obj${dictionary}endobj`))).toBe("ACTIVE");
    expect(faultOfPdf(pdf(packed(`3 0 ${dictionary}`)))).toBe("ACTIVE");
    expect(faultOfPdf(pdf(packed(`3 0 ${dictionary}`, "<</Type/#4FbjStm/Filter/FlateDecode>>")))).toBe("ACTIVE");
  });

  it.each(["/LaunchPad", "/JavaScripting", "/Encryption"])("is not refused for a name that only begins alike: %s", (name) => {
    expect(faultOfPdf(pdf(`3 0 obj<<${name} 1>>endobj`))).toBeNull();
  });

  it("does not fill the memory, however well it is packed", () => {
    const bomb = packed("0".repeat(30 * 1024 * 1024));
    expect(faultOfPdf(pdf(bomb))).toBe("DAMAGED");
    expect(faultOfPdf(pdf(`${packed("0".repeat(15 * 1024 * 1024))}\n${packed("0".repeat(15 * 1024 * 1024))}`))).toBe("DAMAGED");
  });
});
