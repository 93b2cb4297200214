import "reflect-metadata";
import { PlatformDocument } from "@stages/subgraph/platform-document.ts";
import { Arg, Ctx, Directive, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import type { UploadPurpose } from "../domain/uploaded-file.ts";
import { receiveUpload } from "../operations/receive-upload.ts";
import { recordPaperConvention } from "../operations/record-paper-convention.ts";
import { redeemDownload } from "../operations/redeem-download.ts";
import { type Download, requestDownload, requestFileDownload } from "../operations/request-download.ts";
import { requestUpload, type UploadLink } from "../operations/request-upload.ts";
import { verifyDocument } from "../operations/verify-document.ts";
import { findUploadPermit } from "../persistence/files.ts";
import { ConventionType } from "./convention-type.ts";
import { UploadPurposeEnum } from "./enums.ts";

@ObjectType("DownloadLink", { description: "A way to one file, for two minutes and three attempts. Whether the viewer may see the convention is asked again when it is used." })
export class DownloadLinkType implements Omit<Download, "convention"> {
  @Field(() => String, { description: 'Where to fetch it with GET, on this server: "/documents/…". Whoever has it has the file: not to be kept nor sent on.' })
  readonly url!: string;

  @Field(() => String, { description: 'The name under which it is saved, such as "Convention de stage – Lina M. – 14 juin 2027.pdf".' })
  readonly fileName!: string;

  @Field(() => Int, { description: "Its size, in bytes." })
  readonly bytes!: number;

  @Field(() => Temporal.Instant, { description: "Until when it is good." })
  readonly expiresAt!: Temporal.Instant;
}

@ObjectType("UploadLink", { description: "A way to deposit one file, once, within ten minutes." })
export class UploadLinkType implements UploadLink {
  @Field(() => String, {
    description: 'Where to send the bytes with PUT, on this server: "/depots/…". It answers 201 with `{"fileId"}`, or a refusal in the form of a GraphQL answer\'s `errors`: FILE_*, UPLOAD_LINK_UNKNOWN. After a refusal it is still good for a better file.',
  })
  readonly url!: string;

  @Field(() => Temporal.Instant, { description: "Until when it is good." })
  readonly expiresAt!: Temporal.Instant;

  @Field(() => Int, { description: "The size that was announced, in bytes: reading stops beyond." })
  readonly maxBytes!: number;
}

@InputType("RequestDownloadInput", { description: "A document to fetch." })
export class RequestDownloadInput {
  @Field(() => ID, { description: "A convention, an amendment or an attestation that was frozen, such as `Convention.document.id`." })
  readonly documentId!: string;
}

@InputType("RequestFileDownloadInput", { description: "A deposited file to fetch." })
export class RequestFileDownloadInput {
  @Field(() => ID, { description: "`Convention.paper.fileId` or `Student.insurance.fileId`." })
  readonly fileId!: string;
}

@InputType("RequestUploadInput", { description: "A file to deposit." })
export class RequestUploadInput {
  @Field(() => UploadPurposeEnum, { description: "What it is for." })
  readonly purpose!: UploadPurpose;

  @Field(() => ID, { description: "The convention it is about; of an attestation of insurance, any of the student's." })
  readonly conventionId!: string;

  @Field(() => Int, { description: "Its size in bytes, at most 5 242 880. Errors: FILE_TOO_LARGE, FILE_EMPTY." })
  readonly bytes!: number;

  @Field(() => String, { nullable: true, defaultValue: null, description: "Its SHA-256 in hexadecimal, to be sure that what arrives is what was sent; null not to check. Error: FILE_DIFFERS." })
  readonly sha256!: string | null;
}

@InputType("RecordPaperConventionInput", { description: "A convention that all have signed by hand." })
export class RecordPaperConventionInput {
  @Field(() => ID, { description: "The convention." })
  readonly conventionId!: string;

  @Field(() => ID, { description: "Its scan, deposited by the viewer for PAPER_CONVENTION. Error: FILE_UNKNOWN." })
  readonly fileId!: string;

  @Field(() => Temporal.PlainDate, { description: "The day of the last signature, from the day on which the text was frozen until today. Error: PAPER_DATE_IMPOSSIBLE." })
  readonly signedOn!: Temporal.PlainDate;
}

const RESULT = { nullable: true } as const;
const TOKEN_HASH = { description: "SHA-256 of the token, hexadecimal." } as const;

@Resolver()
export class FilesResolver {
  @Query(() => Boolean, {
    description:
      "Whether a document with this printed code was made by the platform and, with a SHA-256, whether these are its bytes, as frozen or as sealed. Open to visitors; nothing else is told, and what is unknown, mistyped or erased are one answer.",
  })
  verifyDocument(
    @Arg("code", () => String, { description: "As it is printed: case, spaces and dashes do not count, nor O for 0, I and L for 1." }) code: string,
    @Arg("sha256", () => String, { nullable: true, description: "SHA-256 of the file at hand, hexadecimal; null to ask about the code alone." }) sha256: string | null = null,
    @Ctx() { db }: ConventionsContext,
  ) {
    return verifyDocument(db, code, sha256);
  }

  @Mutation(() => DownloadLinkType, { ...RESULT, description: "A way to a document of a convention that the viewer may read: sealed once all have signed, as frozen before. Error: NOT_FOUND." })
  requestDownload(@Arg("input", () => RequestDownloadInput) input: RequestDownloadInput, @Ctx() { act }: ConventionsContext) {
    return requestDownload(act, input);
  }

  @Mutation(() => DownloadLinkType, { ...RESULT, description: "A way to what was deposited: a scan for the parties, an attestation of insurance for the family and the school. Error: NOT_FOUND." })
  requestFileDownload(@Arg("input", () => RequestFileDownloadInput) input: RequestFileDownloadInput, @Ctx() { act }: ConventionsContext) {
    return requestFileDownload(act, input);
  }

  @Mutation(() => UploadLinkType, { ...RESULT, description: "A way to deposit a file, which serves once an act has named it; what none has named goes after a day. Errors: NOT_FOUND, FORBIDDEN, FILE_TOO_LARGE, FILE_EMPTY." })
  requestUpload(@Arg("input", () => RequestUploadInput) input: RequestUploadInput, @Ctx() { act }: ConventionsContext) {
    return requestUpload(act, input);
  }

  @Mutation(() => ConventionType, { ...RESULT, description: "The school head records that all have signed on paper: the convention is SIGNED, coverage counts it and says so. Errors: WRONG_STATE, FILE_UNKNOWN, PAPER_DATE_IMPOSSIBLE." })
  recordPaperConvention(@Arg("input", () => RecordPaperConventionInput) input: RecordPaperConventionInput, @Ctx() { act, caller }: ConventionsContext) {
    return recordPaperConvention(act, caller.address ?? null, input);
  }

  @Directive("@inaccessible")
  @Mutation(() => PlatformDocument, { nullable: true, description: "The file that a token leads to, in base64, with its name and type: asked by the gateway for whoever holds the token. Null when there is none." })
  async redeemDownload(@Arg("tokenHash", () => String, TOKEN_HASH) tokenHash: string, @Ctx() { act }: ConventionsContext) {
    const delivery = await redeemDownload(act, tokenHash);
    return delivery && { ...delivery, content: delivery.content.toString("base64") };
  }

  @Directive("@inaccessible")
  @Query(() => PlatformDocument, { nullable: true, description: "How many bytes a token lets its holder deposit: asked by the gateway before it reads any. Null when there is none." })
  async uploadPermit(@Arg("tokenHash", () => String, TOKEN_HASH) tokenHash: string, @Ctx() { db, now }: ConventionsContext) {
    const permit = await findUploadPermit(db, tokenHash, now);
    return permit && { bytes: permit.bytes };
  }

  @Directive("@inaccessible")
  @Mutation(() => PlatformDocument, { nullable: true, description: "The bytes that the holder of a token deposits, in base64. Errors: UPLOAD_LINK_UNKNOWN, FILE_*." })
  async receiveUpload(
    @Arg("tokenHash", () => String, TOKEN_HASH) tokenHash: string,
    @Arg("content", () => String, { description: "In base64." }) content: string,
    @Ctx() { act }: ConventionsContext,
  ) {
    return { fileId: (await receiveUpload(act, tokenHash, Buffer.from(content, "base64"))).id };
  }
}
