import type { Place } from "../../terms/place.ts";
import type { Container, Content, Stop } from "../../world/program.ts";
import type { Certificate, TrustStore } from "../../world/tls.ts";
import { absolutePath } from "../shell.ts";
import { rulesOfTrust } from "../tls/rules-of-trust.ts";
import type { Options } from "./options/read.ts";
import { rules } from "./rules.ts";

/** Where the server looks for trusted roots on Linux when no option says otherwise. */
export const DEFAULT_ROOTS = "/etc/ssl/certs";
/** What CertificateUtils.cs accepts there, in lower case only. */
const ROOT_FILE = /\.(crt|cert|cer|pem|der)$/;

/**
 * Loads the trusted roots as the server does: of each file right below the folder with an accepted ending the first
 * certificate, which has to be a self-signed CA. Adds why it would not start to `stops`, and what is not known to
 * `unread`. Undefined: nothing is known or nothing could be loaded.
 */
export function readTrust(container: Container, options: Options, stops: Stop[], unread: Place[]): TrustStore | undefined {
  const store = options.get("TrustedRootCertificateStoreLocation") ?? options.get("TrustedRootCertificateStoreName");
  const setting = options.get("TrustedRootCertificatesPath");
  if (store || (setting && setting.value === undefined)) {
    unread.push((store ?? setting ?? container).place);
    return undefined;
  }
  const path = absolutePath(options.text("TrustedRootCertificatesPath") ?? DEFAULT_ROOTS);
  const place = options.place("TrustedRootCertificatesPath");
  const files = container.directory(path);
  if (!files && path === DEFAULT_ROOTS) return { place, roots: [], refused: [], publicRoots: true, rules: [rules.rootsDirectory] };
  const roots: Certificate[] = [];
  const refusedPlaces: Place[] = [];
  let holder: Place | undefined;
  let unknown = false;
  const unusable = (file: string, at: Place, problem: string, related: readonly Place[] = []) =>
    stops.push({
      reason: "unusable-root",
      place: at,
      related: [...related, place],
      values: { path: `${path}/${file}`, problem },
      rule: rules.rootsDirectory,
    });
  for (const [file, content] of files ?? []) {
    if (!ROOT_FILE.test(file)) continue;
    holder ??= content.place;
    const first = content.kind === "certificates" ? content.chain[0] : undefined;
    if (content.kind === "opaque") {
      unread.push(content.place);
      unknown = true;
    } else if (!first) unusable(file, content.place, unreadable(content));
    else if (first.signedBy !== first.key) {
      const problem = `holds ${first.label}, which is not self-signed`;
      // A leaf is right where it is made: what mounts it here is wrong.
      const mount = first.ca ? undefined : container.volume?.(`${path}/${file}`);
      if (mount) unusable(file, mount, problem, [content.place]);
      else unusable(file, content.place, problem);
    } else if (!first.ca) unusable(file, content.place, `holds ${first.label}, which is no CA`);
    else {
      roots.push(first);
      // Only the first certificate of a file is loaded.
      if (content.kind === "certificates" && content.chain.length > 1) refusedPlaces.push(content.place);
    }
  }
  if (!holder) {
    stops.push({ reason: "no-roots", place, related: [], values: { path }, rule: rules.rootsDirectory });
    return undefined;
  }
  const used = rulesOfTrust(rules.rootsDirectory, files?.values() ?? []);
  return unknown && roots.length === 0 ? undefined : { place: holder, roots, refused: refusedPlaces, publicRoots: false, rules: used };
}

function unreadable(content: Content): string {
  return content.kind === "certificates" && content.broken ? `can't be read: ${content.broken.why}` : "is no certificate";
}
