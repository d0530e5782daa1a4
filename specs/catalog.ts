// Private certificates on the servers, a public one at the edge: nodes dial each other by Service names, with certificates of
// an authority of their own, and clients come in by the nodes' FQDNs through the cluster's Ingress controller, which presents a
// certificate that everybody trusts. It speaks TLS to the nodes too, and verifies each by its name and their root.
//
// Whoever controls names in the zone can get such a public certificate, and is still no node.
import { acme, defineTopology, kurrentdb, privateCA } from "trueline";
import { edge } from "./clusters.ts";

export default defineTopology({
  clusters: { edge },
  authorities: {
    catalogNodes: privateCA({ generations: ["g1"], subject: { organizations: ["Example"], organizationalUnits: ["Catalog"] } }),
    catalogEdge: acme({
      server: "letsencrypt",
      email: "platform@example.com",
      dns01: {
        route53: {
          region: "eu-central-1",
          hostedZoneID: "Z0987654321EXAMPLE",
          accessKeyID: "AKIAIOSFODNN7EXAMPLE",
          secretAccessKeySecretRef: { name: "aws-route53-credentials", key: "secretAccessKey" },
        },
      },
      dnsZones: ["catalog.example.com"],
    }),
  },
  workloads: {
    catalog: kurrentdb({
      cluster: "edge",
      namespace: "catalog",
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      replicas: 3,
      resources: { requests: { cpu: "1", memory: "4Gi" }, limits: { memory: "4Gi" } },
      storage: { size: "100Gi", storageClassName: "fast" },
      network: {
        domain: "catalog.example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "ServiceName",
        clientTrafficStrategy: "FQDN",
        ingress: { ingressClassName: "traefik", authority: "catalogEdge" },
      },
      security: { authority: "catalogNodes" },
      users: {
        adminPasswordSecret: { name: "catalog-users", key: "admin" },
        opsPasswordSecret: { name: "catalog-users", key: "ops" },
      },
    }),
  },
  clients: {
    // They trust what public authorities sign, as machines do: no root of ours has to reach them.
    storefront: { outside: true, dials: "catalog", trusts: ["catalogEdge"] },
  },
});
