import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { faultOfFile, type FileFault, typeOfBytes } from "./file-bytes.ts";

const faultOfPdf = (bytes: Uint8Array) => faultOfFile("PDF", bytes);
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
    ["a film that plays", "<</S/Rendition>>"],
    ["a form that posts itself", "<</S/SubmitForm/F(https://elsewhere.example)>>"],
    ["data that it imports", "<</S/ImportData/F(a.fdf)>>"],
    ["a way into a file within it", "<</S/GoToE>>"],
    ["a form whose scripts are XML", "<</AcroForm<</XFA[(template)4 0 R]>>>>"],
  ])("with %s is refused, in the open and in a packed object", (_title, dictionary) => {
    expect(faultOfPdf(pdf(`3 0 obj${dictionary}endobj`))).toBe("ACTIVE");
    expect(faultOfPdf(pdf(packed(`3 0 ${dictionary}`)))).toBe("ACTIVE");
    expect(faultOfPdf(pdf(packed(`3 0 ${dictionary}`, "<</Type/#4FbjStm/Filter/FlateDecode>>")))).toBe("ACTIVE");
  });

  it.each(["/LaunchPad", "/JavaScripting", "/Encryption"])("is not refused for a name that only begins alike: %s", (name) => {
    expect(faultOfPdf(pdf(`3 0 obj<<${name} 1>>endobj`))).toBeNull();
  });

  it("with those letters among the bytes of a picture is taken", () => {
    expect(faultOfPdf(pdf("4 0 obj<</Subtype/Image>>\nstream\n\u0001/XFA\u0002\nendstream\nendobj"))).toBeNull();
  });

  it.each([
    ["a page after its end", `${END}<html><script>alert(1)</script></html>`],
    ["anything after its end", `${END}MZ`],
    ["an archive after its end", `${END}PK\u0003\u0004…PK\u0005\u0006${"\0".repeat(18)}`],
    ["an archive whose end it stands in, as a comment", `\nPK\u0005\u0006${"\0".repeat(18)}${END}`],
  ])("that hides %s is refused", (_title, end) => {
    expect(faultOfPdf(pdf("1 0 obj<<>>endobj", end))).toBe("HIDING");
  });

  it("that hides a page where a browser guesses is refused", () => {
    expect(faultOfPdf(pdf("1 0 obj<</Title(<script >alert\\(1\\)</script>)>>endobj"))).toBe("HIDING");
    expect(faultOfPdf(pdf(`${"%".repeat(2_000)}\n1 0 obj<</Title(<script>)>>endobj`))).toBeNull();
  });

  it.each(["\n", "\r\n", "\0\0\0", " \n \n"])("may end with %j", (end) => {
    expect(faultOfPdf(pdf("1 0 obj<<>>endobj", `${END.trimEnd()}${end}`))).toBeNull();
  });

  // Each would be read as many times as it has streams: whoever reads it so is held for a quarter of an hour.
  it.each<[string, string, FileFault | null]>([
    ["keywords alone", "stream\n".repeat(600_000), "DAMAGED"],
    ["streams without their end", "/ObjStm stream\n".repeat(300_000), "DAMAGED"],
    ["streams that hold each other", `${`1 0 obj</ObjStm>stream\n${deflateSync(Buffer.from("x")).toString("latin1")}`.repeat(40_000)}endstream`, "DAMAGED"],
    ["line breaks in its end", "\n \n".repeat(1_000_000), null],
  ])("of five megabytes of %s is read once", (_title, body, fault) => {
    expect(faultOfPdf(pdf(body))).toBe(fault);
  });

  it("does not fill the memory, however well it is packed", () => {
    const bomb = packed("0".repeat(30 * 1024 * 1024));
    expect(faultOfPdf(pdf(bomb))).toBe("DAMAGED");
    expect(faultOfPdf(pdf(`${packed("0".repeat(15 * 1024 * 1024))}\n${packed("0".repeat(15 * 1024 * 1024))}`))).toBe("DAMAGED");
  });
});

const bytesOf = (...parts: (readonly number[] | string | Uint8Array)[]) => new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part)))));
const u32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const u16 = (value: number) => [value >>> 8, value & 255];
const chunk = (type: string, data: readonly number[] = []) => bytesOf(u32(data.length), type, data, [0, 0, 0, 0]);
const png = (width: number, height: number, ...more: Uint8Array[]) => bytesOf([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], chunk("IHDR", [...u32(width), ...u32(height), 8, 6, 0, 0, 0]), ...more, chunk("IEND"));
const jpeg = (width: number, height: number, end = "\u00ff\u00da…\u00ff\u00d9", comment = "photo") =>
  bytesOf([0xff, 0xd8, 0xff, 0xe0], u16(16), "JFIF\0", [1, 1, 0, 0, 1, 0, 1, 0, 0], [0xff, 0xfe], u16(2 + comment.length), comment, [0xff, 0xc2], u16(11), [8], u16(height), u16(width), [1, 1, 0x11, 0], end);

describe("a photograph", () => {
  it.each<[string, "PNG" | "JPEG", Uint8Array, FileFault | null]>([
    ["as a telephone takes it", "JPEG", jpeg(4_000, 3_000), null],
    ["with the film that some add", "JPEG", jpeg(4_000, 3_000, "\u00ff\u00da…\u00ff\u00d9\0\0\0\u0018ftypmp42"), null],
    ["as a scanner saves it", "PNG", png(2_480, 3_508, chunk("IDAT", [1, 2, 3])), null],
    ["of 30 000 by 30 000 points in 70 bytes", "PNG", png(30_000, 30_000), "ENORMOUS"],
    ["of 4 294 967 295 points a side", "PNG", png(0xff_ff_ff_ff, 1), "ENORMOUS"],
    ["of 65 535 by 65 535 points", "JPEG", jpeg(65_535, 65_535), "ENORMOUS"],
    ["a line of 65 535 points", "JPEG", jpeg(65_535, 1), "ENORMOUS"],
    ["of no height", "JPEG", jpeg(10, 0), "DAMAGED"],
    ["of no width", "PNG", png(0, 10), "DAMAGED"],
    ["that was cut", "PNG", png(10, 10).slice(0, -6), "DAMAGED"],
    ["that was cut before its size", "JPEG", jpeg(10, 10).slice(0, 24), "DAMAGED"],
    ["whose chunks lead out of it", "PNG", png(10, 10, bytesOf([0xff, 0xff, 0xff, 0xff], "IDAT")), "DAMAGED"],
    ["whose segments stand still", "JPEG", bytesOf([0xff, 0xd8, 0xff, 0xe0, 0, 0], "x".repeat(20)), "DAMAGED"],
    ["that is only a beginning", "JPEG", bytesOf([0xff, 0xd8, 0xff]), "DAMAGED"],
    ["that is nothing but fill", "JPEG", bytesOf([0xff, 0xd8], [...Array(5_000).keys()].map(() => 0xff)), "DAMAGED"],
    ["with a page after it", "PNG", bytesOf(png(10, 10), "<html>"), "HIDING"],
    ["with a script in its comment", "JPEG", jpeg(10, 10, undefined, "<script>alert(1)</script>"), "HIDING"],
    ["with PHP in its comment", "JPEG", jpeg(10, 10, undefined, "<?php system($_GET[0]);"), "HIDING"],
    ["with an archive after it", "JPEG", bytesOf(jpeg(10, 10), "PK\u0003\u0004x.classPK\u0005\u0006", Array(18).fill(0) as number[]), "HIDING"],
    ["with an archive after it that has a comment", "PNG", bytesOf(png(10, 10), "PK\u0005\u0006", Array(16).fill(0) as number[], [3, 0], "abc"), "HIDING"],
  ])("%s", (_title, type, bytes, fault) => {
    expect(typeOfBytes(bytes)).toBe(type);
    expect(faultOfFile(type, bytes)).toBe(fault);
  });

  it.each([["a drawing", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'], ["a drawing with its declaration", '<?xml version="1.0"?><svg onload="alert(1)"/>'], ["a film", "\0\0\0\u0018ftypheic"], ["an animation", "GIF89a"], ["an archive", "PK\u0003\u0004"], ["a program", "MZ\u0090"], ["a byte order mark before a PDF", "\u00ef\u00bb\u00bf%PDF-1.7"]])("%s that calls itself one is none", (_title, text) => {
    expect(typeOfBytes(latin1(text))).toBeNull();
  });
});
