// One solver of each dns01 provider and of both http01 ways, in an Issuer of the nodes' own namespace: its Secrets are read from there.
// The nodes' names lie in the zone of the first one.
import { acme, defineTopology, kurrentdb } from "trueline";
import { east, rest } from "../base.ts";

const zone = (name: string) => ({ dnsZones: [name] });

const letsencrypt = acme({
  server: "letsencrypt",
  email: "platform@example.com",
  profile: "classic",
  solvers: [
    {
      selector: zone("example.com"),
      dns01: {
        cnameStrategy: "Follow",
        route53: {
          region: "eu-central-1",
          role: "arn:aws:iam::123456789012:role/dns",
          accessKeyIDSecretRef: { name: "route53", key: "id" },
          secretAccessKeySecretRef: { name: "route53", key: "secret" },
        },
      },
    },
    {
      selector: zone("cloud.example.org"),
      dns01: { cloudDNS: { project: "names", serviceAccountSecretRef: { name: "clouddns", key: "key.json" } } },
    },
    {
      selector: zone("azure.example.org"),
      dns01: {
        azureDNS: {
          subscriptionID: "00000000-0000-0000-0000-000000000001",
          resourceGroupName: "names",
          hostedZoneName: "azure.example.org",
          environment: "AzurePublicCloud",
          clientID: "00000000-0000-0000-0000-000000000002",
          tenantID: "00000000-0000-0000-0000-000000000003",
          clientSecretSecretRef: { name: "azuredns", key: "client-secret" },
        },
      },
    },
    { selector: zone("flare.example.org"), dns01: { cloudflare: { apiTokenSecretRef: { name: "cloudflare", key: "token" } } } },
    {
      selector: zone("flare.example.net"),
      dns01: { cloudflare: { email: "dns@example.com", apiKeySecretRef: { name: "cloudflare", key: "api-key" } } },
    },
    { selector: zone("ocean.example.org"), dns01: { digitalocean: { tokenSecretRef: { name: "digitalocean", key: "token" } } } },
    {
      selector: zone("edge.example.org"),
      dns01: {
        akamai: {
          serviceConsumerDomain: "akab-example.luna.akamaiapis.net",
          clientTokenSecretRef: { name: "akamai", key: "client-token" },
          clientSecretSecretRef: { name: "akamai", key: "client-secret" },
          accessTokenSecretRef: { name: "akamai", key: "access-token" },
        },
      },
    },
    {
      selector: zone("acme-dns.example.org"),
      dns01: { acmeDNS: { host: "https://auth.example.org", accountSecretRef: { name: "acme-dns", key: "accounts.json" } } },
    },
    {
      selector: zone("bind.example.org"),
      dns01: {
        rfc2136: {
          nameserver: "ns1.example.org:53",
          protocol: "TCP",
          tsigKeyName: "cert-manager",
          tsigAlgorithm: "HMACSHA256",
          tsigSecretSecretRef: { name: "rfc2136", key: "tsig" },
        },
      },
    },
    {
      selector: zone("hook.example.org"),
      dns01: {
        webhook: {
          groupName: "acme.example.org",
          solverName: "registrar",
          config: { ttl: 60, apiTokenSecretRef: { name: "registrar", key: "token" } },
        },
      },
    },
    {
      selector: { dnsNames: ["www.example.org"], matchLabels: { "example.com/exposed": "true" } },
      http01: { ingress: { ingressClassName: "nginx", serviceType: "ClusterIP" } },
    },
    {
      selector: { dnsNames: ["shop.example.org"] },
      http01: {
        gatewayHTTPRoute: {
          parentRefs: [{ name: "public", namespace: "gateways", kind: "Gateway", sectionName: "http" }],
          labels: { "example.com/gateway": "public" },
        },
      },
    },
  ],
});

export default defineTopology({
  clusters: { east },
  authorities: { letsencrypt },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0",
      network: {
        domain: "example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "SplitDNS",
        clientTrafficStrategy: "FQDN",
        loadBalancer: { enabled: true },
      },
      security: { authority: "letsencrypt" },
    }),
  },
  clients: { laptops: { outside: true, dials: "orders", trusts: ["letsencrypt"] } },
});
