import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { anAuthority } from "./seal-under-test.ts";

/** The variables of a production that has a key of its own, in files of this folder. */
export function sealFilesIn(folder: string): { readonly STAGES_SEAL_KEY: string; readonly STAGES_SEAL_CERTIFICATE: string } {
  const authority = anAuthority();
  const { key, certificate } = authority.issue();
  const [keyFile, certificateFile] = [join(folder, "sceau.key"), join(folder, "sceau.pem")];
  writeFileSync(keyFile, key.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  writeFileSync(certificateFile, `${certificate.toString()}${authority.certificate.toString()}`);
  return { STAGES_SEAL_KEY: keyFile, STAGES_SEAL_CERTIFICATE: certificateFile };
}
