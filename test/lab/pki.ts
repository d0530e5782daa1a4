import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Files of a control plane's own certificates: `<name>.crt` and `<name>.key` in `folder`, and `sa.key`, `sa.pub`. */
export interface Pki {
  readonly folder: string;
  crt(name: string): string;
  key(name: string): string;
}

const openssl = (args: readonly string[], cwd: string): void => {
  execFileSync("openssl", args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
};

/**
 * Makes the certificates of one control plane: a CA (`ca`), the API server's leaf for `addresses`, clients for the admin and
 * the controller manager by the names that RBAC's built-in roles expect, the front proxy's client, and a leaf for
 * trust-manager's webhook (`webhook/tls`).
 */
export function makePki(folder: string, addresses: readonly string[]): Pki {
  const file = (name: string): string => join(folder, name);
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const ca = ["req", "-x509", ...newKey, "-days", "2", "-subj", "/CN=lab-control-plane", "-keyout", "ca.key", "-out", "ca.crt"];
  openssl([...ca, "-addext", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature"], folder);
  const leaf = (name: string, subject: string, usage: string, names: readonly string[] = []): void => {
    openssl(["req", ...newKey, "-subj", subject, "-keyout", `${name}.key`, "-out", `${name}.csr`], folder);
    const extensions = [`extendedKeyUsage=${usage}`, "keyUsage=critical,digitalSignature"];
    if (names.length > 0) extensions.push(`subjectAltName=${names.join(",")}`);
    writeFileSync(file(`${name}.ext`), `${extensions.join("\n")}\n`);
    const sign = ["x509", "-req", "-in", `${name}.csr`, "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
    openssl([...sign, "-extfile", `${name}.ext`, "-out", `${name}.crt`], folder);
  };
  const service = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"];
  leaf("apiserver", "/CN=kube-apiserver", "serverAuth", [
    ...service.map((each) => `DNS:${each}`),
    ...addresses.map((each) => `IP:${each}`),
  ]);
  leaf("admin", "/O=system:masters/CN=lab-admin", "clientAuth");
  leaf("controller-manager", "/CN=system:kube-controller-manager", "clientAuth");
  leaf("front-proxy-client", "/CN=front-proxy-client", "clientAuth");
  leaf("tls", "/CN=trust-manager", "serverAuth", ["DNS:trust-manager.cert-manager.svc"]);
  openssl(["genrsa", "-out", "sa.key", "2048"], folder);
  openssl(["rsa", "-in", "sa.key", "-pubout", "-out", "sa.pub"], folder);
  return { folder, crt: (name) => file(`${name}.crt`), key: (name) => file(`${name}.key`) };
}

/** A kubeconfig with one context, by which `user` of the PKI reaches `server`. */
export function kubeconfig(pki: Pki, server: string, user: string): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "lab", cluster: { server, "certificate-authority": pki.crt("ca") } }],
    users: [{ name: user, user: { "client-certificate": pki.crt(user), "client-key": pki.key(user) } }],
    contexts: [{ name: "lab", context: { cluster: "lab", user } }],
    "current-context": "lab",
  };
  return JSON.stringify(config, undefined, 2);
}
