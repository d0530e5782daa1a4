// Notices for everybody: a single node, read by clients outside of the cluster under its public name. A public authority signs
// for that name, so that readers need no root from us.
//
// Nodes of a cluster can't call each other by such certificates (public authorities certify no clients since 2026), but
// one node has no peers to call. The issuer is the one of KurrentDB's page on certificates: a ClusterIssuer whose
// Secret is in cert-manager's own namespace.
import { acme, defineTopology, kurrentdb } from "trueline";
import { west } from "./clusters.ts";

export default defineTopology({
  clusters: { west },
  authorities: {
    letsencrypt: acme({
      server: "letsencrypt",
      email: "platform@example.com",
      preferredChain: "",
      scope: "ClusterIssuer",
      solvers: [
        {
          dns01: {
            route53: {
              region: "eu-central-1",
              hostedZoneID: "Z0123456789EXAMPLE",
              accessKeyID: "AKIAIOSFODNN7EXAMPLE",
              secretAccessKeySecretRef: { name: "aws-route53-credentials", key: "secretAccessKey" },
            },
          },
          selector: { dnsZones: ["notices.example.com", "*.notices.example.com"] },
        },
      ],
    }),
  },
  workloads: {
    notices: kurrentdb({
      cluster: "west",
      namespace: "notices",
      image: "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0",
      replicas: 1,
      resources: { requests: { cpu: "500m", memory: "2Gi" }, limits: { memory: "2Gi" } },
      storage: { size: "20Gi", storageClassName: "fast" },
      network: {
        domain: "notices.example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "ServiceName",
        clientTrafficStrategy: "FQDN",
        // Everybody may connect: passwords stand before the data.
        loadBalancer: { enabled: true, allowedIPs: ["0.0.0.0/0"] },
      },
      security: { authority: "letsencrypt" },
      users: {
        adminPasswordSecret: { name: "notices-users", key: "admin" },
        opsPasswordSecret: { name: "notices-users", key: "ops" },
      },
    }),
  },
  clients: {
    readers: { outside: true, dials: "notices", trusts: ["letsencrypt"] },
  },
});
