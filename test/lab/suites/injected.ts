import type { ControlPlane } from "../control-plane.ts";
import { applyPlatform } from "../control-plane.ts";
import { lacks } from "../health.ts";
import { waitFor } from "../wait-for.ts";
import type { Held } from "./held.ts";

const WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
/** In seconds. cainjector writes within one of them; the CA has to be issued first. */
const LIMIT = 60;

/**
 * What cainjector does on a live plane: it writes the CA of a Certificate into a webhook configuration that names it, and
 * nothing into a twin that names a Certificate that is not there. All is made in `namespace`, which must not exist yet, and
 * gone afterwards. cert-manager and cainjector have to run.
 */
export async function injected(plane: ControlPlane, namespace = "lab-injected"): Promise<Held> {
  const named = `${namespace}-named`;
  const nowhere = `${namespace}-nowhere`;
  const metadata = { name: "root", namespace };
  const objects = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    { apiVersion: "cert-manager.io/v1", kind: "Issuer", metadata, spec: { selfSigned: {} } },
    {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata,
      spec: { isCA: true, commonName: namespace, secretName: "root", privateKey: { rotationPolicy: "Never" }, issuerRef: { name: "root" } },
    },
    // The twin first: by the time that the other one is filled, it has been looked at.
    webhook(nowhere, `${namespace}/nobody`),
    webhook(named, `${namespace}/root`),
  ];
  try {
    for (const each of objects) await applyPlatform(plane.client, each);
    const certificate = `/apis/cert-manager.io/v1/namespaces/${namespace}/certificates/root`;
    const issued = async (): Promise<true | undefined> => {
      const live = await plane.client.get(certificate);
      return live !== undefined && lacks(live) === undefined ? true : undefined;
    };
    await waitFor(`Certificate ${namespace}/root`, LIMIT, issued);
    const secret = await plane.client.get(`/api/v1/namespaces/${namespace}/secrets/root`);
    const ca: string | undefined = secret?.["data"]?.["ca.crt"];
    if (!ca) return { of: 2, problems: [`Secret ${namespace}/root has no ca.crt`] };
    const filled = async (): Promise<true | undefined> => ((await bundleOf(plane, named)) === ca ? true : undefined);
    const problem = await waitFor(`${named}`, LIMIT, filled).then(
      () => undefined,
      () => `webhook configuration ${named} does not hold the CA of Certificate ${namespace}/root after ${LIMIT} s`,
    );
    const twin = await bundleOf(plane, nowhere);
    const twinProblem = twin === "" ? undefined : `webhook configuration ${nowhere} holds a CA, though its Certificate is not there`;
    return { of: 2, problems: [problem, twinProblem].filter((each) => each !== undefined) };
  } finally {
    for (const each of objects.toReversed()) await plane.client.send("DELETE", await plane.client.pathOf(each));
  }
}

/** One that matches nothing that anybody makes, and points nowhere. */
function webhook(name: string, injectFrom: string) {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name, annotations: { "cert-manager.io/inject-ca-from": injectFrom } },
    webhooks: [
      {
        name: "nothing.lab.trueline",
        clientConfig: { service: { name: "nobody", namespace: "default" } },
        rules: [{ apiGroups: ["lab.trueline"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["nothings"] }],
        failurePolicy: "Ignore",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
      },
    ],
  };
}

/** The CA that a configuration's webhook is to be trusted by, as base64; empty if it has none. */
async function bundleOf(plane: ControlPlane, name: string): Promise<string> {
  const live = await plane.client.get(`${WEBHOOKS}/${name}`);
  return live?.["webhooks"]?.[0]?.clientConfig?.caBundle ?? "";
}
