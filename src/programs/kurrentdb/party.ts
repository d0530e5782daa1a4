import type { Rule } from "../../terms/evidence.ts";
import type { Place } from "../../terms/place.ts";
import type { Container, Stop } from "../../world/program.ts";
import type { CallerDemands, Certificate, Party } from "../../world/tls.ts";
import { fileUptake } from "../reload/uptake.ts";
import { absolutePath, folderOf } from "../shell.ts";
import { untrusted } from "../tls/verdicts.ts";
import { clusterDns } from "./gossip-seeds.ts";
import type { Options } from "./options/read.ts";
import { isServerProcess } from "./recognise.ts";
import { matchesReservedName } from "./reserved-name.ts";
import { DEFAULT_ROOTS, readTrust } from "./roots-directory.ts";
import { rules } from "./rules.ts";

/** A server's own side of TLS, what it demands of callers, and why it would not start with that. */
export interface NodeTls {
  readonly party: Party;
  readonly callers: CallerDemands;
  readonly stops: readonly Stop[];
  readonly unread: readonly Place[];
}

/** Reads certificate, key, trusted roots and reserved name, as the server does at its start. */
export function readTls(container: Container, options: Options): NodeTls {
  const stops: Stop[] = [];
  const unread: Place[] = [];
  const leaf = readLeaf(container, options, stops, unread);
  const [unreadLeaf] = unread;
  const trust = readTrust(container, options, stops, unread);
  const reserved = options.text("CertificateReservedNodeCommonName");
  const place = options.place("CertificateReservedNodeCommonName");
  const [own] = leaf ?? [];
  if (reserved !== undefined && own && !matchesReservedName(own.commonName, reserved)) {
    const values = { certificate: own.label, commonName: own.commonName ?? "", demanded: reserved };
    stops.push({ reason: "reserved-name-mismatch", place, related: [own.place], values, rule: rules.reservedName });
  }
  // A root that can't be loaded ends the start before the chain is looked at.
  const loaded = stops.every((stop) => stop.reason !== "unusable-root");
  const distrust = leaf && trust && loaded ? untrusted("server-untrusted", leaf, trust, rules.ownChain) : undefined;
  // Of an issuer that nothing shows it is not known whether it is among the public roots.
  if (own && trust && distrust && distrust.failure !== "signer-not-known") {
    const values = { ...distrust.values, why: distrust.text, ...(trust.refused.length > 0 ? { several: "yes" } : {}) };
    stops.push({ reason: "own-certificate-untrusted", place: own.place, related: [trust.place], values, rule: rules.ownChain });
  }
  const certificateFile = absolutePath(options.text("CertificateFile") ?? "/");
  const rootsFolder = absolutePath(options.text("TrustedRootCertificatesPath") ?? DEFAULT_ROOTS);
  const leafUptake = fileUptake(container, isServerProcess, folderOf(certificateFile), certificateFile);
  const trustUptake = fileUptake(container, isServerProcess, rootsFolder);
  return {
    party: {
      ...(leaf ? { leaf } : {}),
      ...(leaf === undefined && unreadLeaf ? { unreadLeaf } : {}),
      ...(trust ? { trust } : {}),
      ...(options.flag("DiscoverViaDns", true) ? { otherName: clusterDns(options) } : {}),
      verifier: "kurrentdb-node",
      uptake: { leaf: leafUptake.uptake, trust: trustUptake.uptake },
      hindrance: {
        ...(leafUptake.hindrance === undefined ? {} : { leaf: leafUptake.hindrance }),
        ...(trustUptake.hindrance === undefined ? {} : { trust: trustUptake.hindrance }),
      },
    },
    callers: {
      ...(reserved === undefined ? {} : { commonName: reserved }),
      place,
      clientAuth: !options.flag("DisableClientAuthEkuValidation", false),
    },
    stops,
    unread,
  };
}

function readLeaf(container: Container, options: Options, stops: Stop[], unread: Place[]): readonly Certificate[] | undefined {
  const store = options.get("CertificateStoreLocation") ?? options.get("CertificateStoreName");
  if (store) {
    unread.push(store.place);
    return undefined;
  }
  const setting = options.get("CertificateFile");
  const path = options.text("CertificateFile");
  if (path === undefined) {
    if (setting?.value !== undefined || !setting) {
      stops.push(
        bad(
          options.place("CertificateFile"),
          "CertificateFile",
          "is not set, and TLS is on",
          "name the certificate's file",
          rules.certificateRequired,
        ),
      );
    }
    return undefined;
  }
  const place = options.place("CertificateFile");
  const content = container.file(absolutePath(path));
  if (!content) {
    stops.push(missing(place, path));
    return undefined;
  }
  if (content.kind === "opaque") {
    unread.push(content.place);
    return undefined;
  }
  const chain = content.kind === "certificates" ? content.chain : [];
  const [leaf] = chain;
  if (!leaf) {
    stops.push(
      bad(
        place,
        "CertificateFile",
        `names ${path}, which holds no certificate`,
        "name a file with the node's certificate",
        rules.certificateRequired,
      ),
    );
    return undefined;
  }
  const root = chain.find((each, position) => position > 0 && each.signedBy === each.key);
  if (root) {
    const problem = `names ${path}, which holds the root ${root.label} besides the node's certificate`;
    stops.push(bad(place, "CertificateFile", problem, "leave roots out of that file", rules.ownChain));
  }
  const key = readKey(container, options, leaf, stops);
  if (key === "read" && leaf.algorithm !== "RSA") stops.push(unusableKey(content.place, leaf.algorithm));
  return chain;
}

/** Checks the private key. `reported`: it already gave a stop. */
function readKey(container: Container, options: Options, leaf: Certificate, stops: Stop[]): "read" | "reported" {
  const path = options.text("CertificatePrivateKeyFile");
  const place = options.place("CertificatePrivateKeyFile");
  if (path === undefined) {
    if (options.get("CertificatePrivateKeyFile")?.value === undefined && options.get("CertificatePrivateKeyFile")) return "read";
    if (/\.(p12|pfx)$/i.test(options.text("CertificateFile") ?? "")) return "read";
    const change = "name the file of the certificate's key";
    stops.push(
      bad(place, "CertificatePrivateKeyFile", "is not set, and the certificate comes from a file", change, rules.certificateRequired),
    );
    return "reported";
  }
  const content = container.file(absolutePath(path));
  if (!content) {
    stops.push(missing(place, path));
    return "reported";
  }
  if (content.kind === "opaque") return "read";
  if (content.kind !== "private-key") {
    stops.push(
      bad(
        place,
        "CertificatePrivateKeyFile",
        `names ${path}, which holds no private key`,
        "name the key's file",
        rules.certificateRequired,
      ),
    );
    return "reported";
  }
  if (content.algorithm !== "RSA") {
    stops.push(unusableKey(content.place, content.algorithm));
    return "reported";
  }
  if (content.key !== leaf.key) {
    const problem = `names ${path}, which is not the key of ${leaf.label}`;
    stops.push(bad(place, "CertificatePrivateKeyFile", problem, "name the key that belongs to CertificateFile", rules.certificateRequired));
    return "reported";
  }
  return "read";
}

function bad(place: Place, option: string, problem: string, change: string, rule: Rule): Stop {
  return { reason: "bad-option", place, related: [], values: { option, problem: `${option} ${problem}`, change }, rule };
}

function missing(place: Place, path: string): Stop {
  return { reason: "missing-object", place, related: [], values: { missing: `the file ${path}` }, rule: rules.certificateRequired };
}

function unusableKey(place: Place, algorithm: string): Stop {
  return { reason: "unusable-key", place, related: [], values: { algorithm }, rule: rules.rsaOnly };
}
