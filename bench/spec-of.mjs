/** The text of a spec with so many KurrentDB workloads of three nodes, each with an authority and a client. */
export function specOf(workloads) {
  return `import { argocd, defineTopology, kurrentdb, privateCA } from "trueline";

const names = Array.from({ length: ${workloads} }, (_, index) => \`db-\${index}\`);
const cluster = {
  platform: { kubernetes: "1.33", certManager: "1.21", trustManager: "0.25", externalDNS: { version: "0.22", zones: ["example.com"] } },
  dns: { serviceIP: "10.96.0.10" },
  delivery: argocd({ repository: "https://git.example.com/platform/manifests.git", path: "dist/east" }),
};

export default defineTopology({
  clusters: { east: cluster },
  authorities: Object.fromEntries(names.map((name) => [\`\${name}-nodes\`, privateCA({ generations: ["g1"] })])),
  workloads: Object.fromEntries(
    names.map((name) => [
      name,
      kurrentdb({
        cluster: "east",
        namespace: "kurrent",
        image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
        replicas: 3,
        storage: { size: "100Gi" },
        network: { domain: "example.com", internodeTrafficStrategy: "SplitDNS", clientTrafficStrategy: "FQDN", loadBalancer: { enabled: true } },
        security: { authority: \`\${name}-nodes\` },
        users: { adminPasswordSecret: { name: \`\${name}-users\`, key: "admin" }, opsPasswordSecret: { name: \`\${name}-users\`, key: "ops" } },
      }),
    ]),
  ),
  clients: Object.fromEntries(
    names.map((name) => [\`\${name}-client\`, { cluster: "east", namespace: "shop", dials: name, trusts: [\`\${name}-nodes\`] }]),
  ),
});
`;
}
