/** In the manifest of trusted documents, under its name. */
export const VERIFY = "query VerifyPrintedDocument($code: String!, $sha256: String) { verifyDocument(code: $code, sha256: $sha256) }";
