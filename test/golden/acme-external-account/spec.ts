// Another authority than Let's Encrypt, by an external account, and for a single node with clients outside. One ClusterIssuer, whose
// Secrets are in cert-manager's own namespace, and whose solvers may use the cloud's credentials of cert-manager's pod.
// What that authority puts into certificates is assumed, and so is each verdict that rests on one.
import { acme, defineTopology, kurrentdb } from "trueline";
import { east, rest } from "../base.ts";

const publicCA = acme({
  server: "https://acme.zerossl.com/v2/DV90",
  email: "platform@example.com",
  scope: "ClusterIssuer",
  privateKeySecretRef: { name: "zerossl-account" },
  externalAccountBinding: { keyID: "kid-1", keySecretRef: { name: "zerossl-eab", key: "hmac" } },
  solvers: [
    { selector: { dnsZones: ["example.com"] }, dns01: { route53: { role: "arn:aws:iam::123456789012:role/dns" } } },
    {
      selector: { dnsZones: ["aws.example.com"] },
      dns01: {
        route53: {
          role: "arn:aws:iam::123456789012:role/dns",
          auth: { kubernetes: { serviceAccountRef: { name: "dns-challenges", audiences: ["sts.amazonaws.com"] } } },
        },
      },
    },
    { selector: { dnsZones: ["google.example.com"] }, dns01: { cloudDNS: { project: "names" } } },
    {
      selector: { dnsZones: ["azure.example.com"] },
      dns01: {
        azureDNS: {
          subscriptionID: "00000000-0000-0000-0000-000000000001",
          resourceGroupName: "names",
          managedIdentity: { clientID: "00000000-0000-0000-0000-000000000002" },
        },
      },
    },
  ],
});

export default defineTopology({
  clusters: { east },
  authorities: { publicCA },
  workloads: {
    orders: kurrentdb({
      ...rest,
      replicas: 1,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: {
        domain: "example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "ServiceName",
        clientTrafficStrategy: "FQDN",
        loadBalancer: { enabled: true },
      },
      security: { authority: "publicCA" },
    }),
  },
  clients: { laptops: { outside: true, dials: "orders", trusts: ["publicCA"] } },
});
