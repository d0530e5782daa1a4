import { type Data, isRecord, record, text } from "../../data.ts";
import { isNameserver } from "./addresses.ts";
import {
  type AdmissionRule,
  type Breach,
  breach,
  firstBreach,
  has,
  needs,
  needsSecretKey,
  notBoth,
  wholeSecretKey,
  within,
} from "./breach.ts";

/** Source: cert-manager v1.21.2, internal/apis/certmanager/validation/issuer.go (supportedTSIGAlgorithms). */
const TSIG_ALGORITHMS = ["HMACMD5", "HMACSHA1", "HMACSHA256", "HMACSHA512"];

interface Provider {
  readonly field: string;
  readonly rules: readonly AdmissionRule[];
  /** Whether it is let through beside a provider above. */
  readonly besideOthers?: true;
}

/** Providers in the order in which the webhook looks at them: only some are refused beside one above. */
const PROVIDERS: readonly Provider[] = [
  {
    field: "akamai",
    rules: [
      needsSecretKey("accessTokenSecretRef"),
      needsSecretKey("clientSecretSecretRef"),
      needsSecretKey("clientTokenSecretRef"),
      needs("serviceConsumerDomain"),
    ],
  },
  { field: "azureDNS", rules: [azureCredentials, needs("subscriptionID"), needs("resourceGroupName")] },
  { field: "cloudDNS", rules: [wholeSecretKey("serviceAccountSecretRef"), needs("project")] },
  { field: "cloudflare", rules: [wholeSecretKey("apiKeySecretRef"), wholeSecretKey("apiTokenSecretRef"), cloudflareCredentials] },
  { field: "route53", rules: [notBoth("accessKeyID", "accessKeyIDSecretRef"), wholeSecretKey("accessKeyIDSecretRef")] },
  { field: "acmeDNS", rules: [needsSecretKey("accountSecretRef"), needs("host")], besideOthers: true },
  { field: "digitalocean", rules: [needsSecretKey("tokenSecretRef")] },
  { field: "rfc2136", rules: [nameserver, tsig] },
  { field: "webhook", rules: [needs("solverName")] },
];

/**
 * What cert-manager's webhook refuses in a `dns01` solver: one provider, and what it needs.
 * Source: cert-manager v1.21.2, internal/apis/certmanager/validation/issuer.go (ValidateACMEChallengeSolverDNS01).
 */
export function dns01(solver: Data): Breach | undefined {
  const given = PROVIDERS.filter(({ field }) => isRecord(solver[field]));
  if (given.length === 0) return breach("no provider of dns01 is given");
  const second = given.slice(1).find(({ besideOthers }) => !besideOthers);
  if (second) return breach(`dns01 has more than one provider: ${given.map(({ field }) => field).join(", ")}`, second.field);
  return firstBreach(
    given.map(({ field, rules }) => within(field, ...rules)),
    solver,
  );
}

/** Either nothing, or a client's three values, or a managed identity. */
function azureCredentials(azure: Data): Breach | undefined {
  const identity = azure["managedIdentity"];
  const client = ["clientID", "clientSecretSecretRef", "tenantID"];
  if (client.some((field) => has(azure, field))) {
    const missing = client.find((field) => !has(azure, field));
    if (missing !== undefined)
      return breach(`clientID, clientSecretSecretRef and tenantID go together, and ${missing} is missing`, missing);
    if (isRecord(identity)) return breach("managedIdentity excludes clientID, clientSecretSecretRef and tenantID", "managedIdentity");
    return needsSecretKey("clientSecretSecretRef")(azure);
  }
  if (!isRecord(identity)) return undefined;
  if (has(identity, "resourceID") && (has(identity, "clientID") || has(identity, "tenantID"))) {
    return breach("managedIdentity.resourceID excludes clientID and tenantID", "managedIdentity");
  }
  if (!has(identity, "tenantID") || has(identity, "clientID")) return undefined;
  return breach("managedIdentity.tenantID needs clientID beside it", "managedIdentity");
}

function cloudflareCredentials(cloudflare: Data): Breach | undefined {
  const [key, token] = [has(cloudflare, "apiKeySecretRef"), has(cloudflare, "apiTokenSecretRef")];
  if (key === token) return breach("cloudflare needs either apiKeySecretRef or apiTokenSecretRef");
  return key ? needs("email")(cloudflare) : undefined;
}

function nameserver(rfc2136: Data): Breach | undefined {
  const server = text(rfc2136["nameserver"]) ?? "";
  return isNameserver(server) ? undefined : breach(`nameserver "${server}" is neither a host nor host:port`, "nameserver");
}

/** The key's name and the Secret with the key go together. */
function tsig(rfc2136: Data): Breach | undefined {
  const algorithm = text(rfc2136["tsigAlgorithm"]);
  if (algorithm !== undefined && !TSIG_ALGORITHMS.includes(algorithm.toUpperCase())) {
    return breach(`tsigAlgorithm "${algorithm}" is none of ${TSIG_ALGORITHMS.join(", ")}`, "tsigAlgorithm");
  }
  if (has(rfc2136, "tsigKeyName")) return needsSecretKey("tsigSecretSecretRef")(rfc2136);
  const secret = record(rfc2136["tsigSecretSecretRef"]);
  return has(secret, "name") && has(secret, "key") ? needs("tsigKeyName")(rfc2136) : undefined;
}
