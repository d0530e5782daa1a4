import type { Draft } from "../fixture.ts";
import { single } from "../variants.ts";
import type { Case } from "./case.ts";

/** An annotation of the StatefulSet. */
const annotation = (key: string) => `StatefulSet ledger metadata.annotations["${key}"]`;
const BY_NAME = annotation("secret.reloader.stakater.com/reload");

const SERVER = "StatefulSet ledger spec.template.spec.containers[0]";

/** Nobody signals; stakater's Reloader runs, and restarts the pods for the one Secret with leaf and root. */
function reloader(d: Draft): void {
  d.pod.containers.splice(1);
  delete d.pod.shareProcessNamespace;
  d.facts.platform.reloader = { version: "1.4", strategy: "annotations" };
  annotate(d, { "secret.reloader.stakater.com/reload": "ledger-tls" });
}

function annotate(d: Draft, annotations: Readonly<Record<string, string>>): void {
  d.object("StatefulSet", "ledger").metadata.annotations = annotations;
}

function ofTheSecret(d: Draft, annotations: Readonly<Record<string, string>>): void {
  d.certificate.secretTemplate = { annotations };
}

/** Roots from a ConfigMap that git holds, beside the Secret with the leaf. */
function rootsApart(d: Draft): void {
  d.add(`
apiVersion: v1
kind: ConfigMap
metadata: { name: extra, namespace: data }
data: {}`);
  d.pod.volumes[1] = {
    name: "roots",
    projected: {
      sources: [{ secret: { name: "ledger-tls", items: [{ key: "ca.crt", path: "ca.crt" }] } }, { configMap: { name: "extra" } }],
    },
  };
}

const signaller = (d: Draft) => d.pod.containers[1];

/** When changed certificates and roots reach a server. */
export const uptake: readonly Case[] = [
  {
    code: "TL4408",
    title: "a signaller that runs as another user",
    bad: (d) => {
      signaller(d).securityContext = { runAsUser: 65532 };
    },
    twin: (d) => {
      signaller(d).securityContext = { runAsUser: 1001 };
    },
    at: SERVER,
  },
  {
    code: "TL4408",
    title: "a signaller of another user to which the capability KILL is added, which only root gets",
    bad: (d) => {
      signaller(d).securityContext = { runAsUser: 65532, capabilities: { add: ["KILL"] } };
    },
    twin: (d) => {
      signaller(d).securityContext = { runAsUser: 0 };
    },
    at: SERVER,
  },
  {
    code: "TL4408",
    title: "a signaller that is root without capabilities",
    bad: (d) => {
      signaller(d).securityContext = { runAsUser: 0, capabilities: { drop: ["ALL"] } };
    },
    twin: (d) => {
      signaller(d).securityContext = { runAsUser: 0, capabilities: { drop: ["ALL"], add: ["CAP_KILL"] } };
    },
    at: SERVER,
  },
  {
    code: "TL4408",
    title: "Reloader's annotation with another Secret's name",
    given: reloader,
    bad: (d) => annotate(d, { "secret.reloader.stakater.com/reload": "ledger" }),
    at: BY_NAME,
  },
  {
    code: "TL4408",
    title: "Reloader's annotation for ConfigMaps, where a Secret is mounted",
    given: reloader,
    bad: (d) => annotate(d, { "configmap.reloader.stakater.com/auto": "true" }),
    twin: (d) => annotate(d, { "secret.reloader.stakater.com/auto": "true" }),
    at: annotation("configmap.reloader.stakater.com/auto"),
  },
  {
    code: "TL4408",
    title: "Reloader's annotations in a cluster where nothing says that it runs",
    given: reloader,
    bad: (d) => {
      delete d.facts.platform.reloader;
    },
    at: BY_NAME,
  },
  {
    code: "TL4408",
    title: "Reloader that searches, and a Secret that does not match",
    given: (d) => {
      reloader(d);
      annotate(d, { "reloader.stakater.com/search": "true" });
    },
    bad: () => {},
    twin: (d) => ofTheSecret(d, { "reloader.stakater.com/match": "true" }),
    at: annotation("reloader.stakater.com/search"),
  },
  {
    code: "TL4408",
    title: "Reloader's annotation on the pod template, while the workload's own names another Secret",
    given: (d) => {
      reloader(d);
      d.object("StatefulSet", "ledger").spec.template.metadata.annotations = { "reloader.stakater.com/auto": "true" };
    },
    bad: (d) => annotate(d, { "secret.reloader.stakater.com/reload": "other" }),
    twin: (d) => annotate(d, { "configmap.reloader.stakater.com/reload": "other" }),
    at: BY_NAME,
  },
  {
    code: "TL4408",
    title: "a Secret that Reloader is told to ignore",
    given: reloader,
    bad: (d) => ofTheSecret(d, { "reloader.stakater.com/ignore": "true" }),
    at: BY_NAME,
  },
  {
    code: "TL4408",
    title: "a Secret that is excluded from all that Reloader watches",
    given: reloader,
    bad: (d) => annotate(d, { "reloader.stakater.com/auto": "true", "secrets.exclude.reloader.stakater.com/reload": "x, ledger-tls" }),
    twin: (d) => annotate(d, { "reloader.stakater.com/auto": "true", "secrets.exclude.reloader.stakater.com/reload": "x" }),
    at: annotation("reloader.stakater.com/auto"),
  },
  {
    code: "TL4421",
    title: "a signaller that watches the certificate only",
    bad: (d) => {
      signaller(d).args.splice(3, 1);
    },
    at: SERVER,
  },
  {
    code: "TL4421",
    title: "Reloader's annotations that leave out one of the objects with roots",
    given: (d) => {
      reloader(d);
      rootsApart(d);
    },
    bad: () => {},
    twin: (d) =>
      annotate(d, { "secret.reloader.stakater.com/reload": "other,ledger-.*", "configmap.reloader.stakater.com/reload": "extra" }),
    at: BY_NAME,
  },
  {
    code: "TL4422",
    title: "Reloader with its strategy env-vars",
    given: reloader,
    bad: (d) => {
      d.facts.platform.reloader.strategy = "env-vars";
    },
    at: BY_NAME,
  },
  {
    code: "TL4423",
    title: "a single node that Reloader restarts",
    given: reloader,
    bad: single,
    at: "StatefulSet ledger spec.replicas",
  },
  {
    code: "TL4423",
    title: "a single node that a person restarts by a key",
    given: single,
    bad: (d) => {
      if (d.environment) d.environment.restarts = [{ cluster: "prod", namespace: "data", workload: "ledger" }];
    },
    at: "StatefulSet ledger spec.replicas",
  },
];
