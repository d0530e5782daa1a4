import { describe, expect, test } from "vitest";
import { restarts } from "../../src/programs/reload/reloader.ts";
import { signals } from "../../src/programs/reload/signals.ts";
import { place } from "../../src/terms/place.ts";
import type { Container, PodController } from "../../src/world/program.ts";
import { container } from "./support/container.ts";

type Annotations = Readonly<Record<string, string>>;

interface Mounted {
  readonly kind?: string;
  readonly own?: Annotations;
  readonly template?: Annotations;
  readonly reloader?: boolean;
  /** Of the Secret `tls` that is mounted. */
  readonly secret?: Annotations;
  readonly volume?: unknown;
}

/** A container that mounts the Secret `tls` at /certs. */
function mounting({ kind = "StatefulSet", own = {}, template = {}, reloader = true, secret = {}, volume }: Mounted): Container {
  const fake = container({ podSpec: { volumes: [volume ?? { name: "certs", secret: { secretName: "tls" } }] } });
  const controller: PodController = { kind, name: "orders", annotations: own, templateAnnotations: template };
  return {
    ...fake,
    pod: { ...fake.pod, controller, reloader },
    volume: (path) => (path.startsWith("/certs") ? place(fake.pod.place.object, ...fake.pod.place.path, "volumes", 0) : undefined),
    annotations: (of, name) => (of === "Secret" && name === "tls" ? secret : {}),
  };
}

const RELOAD = "secret.reloader.stakater.com/reload";
const AUTO = "reloader.stakater.com/auto";
const left = "Reloader's annotations of StatefulSet orders leave out Secret tls";

describe("stakater's Reloader restarts a pod", () => {
  test.each<[string, Mounted, true | string | undefined]>([
    ["that names the Secret", { own: { [RELOAD]: "tls" } }, true],
    ["of a Deployment", { kind: "Deployment", own: { [RELOAD]: "tls" } }, true],
    ["of a DaemonSet", { kind: "DaemonSet", own: { [RELOAD]: "tls" } }, true],
    ["not of a ReplicaSet", { kind: "ReplicaSet", own: { [RELOAD]: "tls" } }, "Reloader restarts no pods of a ReplicaSet"],
    ["that names it among others", { own: { [RELOAD]: "a, tls ,b" } }, true],
    ["that names it by a regular expression", { own: { [RELOAD]: "t.s" } }, true],
    ["not by a part of the name", { own: { [RELOAD]: "tl" } }, left],
    ["not by what is no regular expression", { own: { [RELOAD]: "tls(" } }, left],
    ["that names it on its template", { template: { [RELOAD]: "tls" } }, true],
    ["not on its template, where its own say another", { own: { [RELOAD]: "x" }, template: { [RELOAD]: "tls" } }, left],
    ["with auto", { own: { [AUTO]: "true" } }, true],
    ["with auto as Go reads it", { own: { [AUTO]: "T" } }, true],
    ["not with auto as Go does not read it", { own: { [AUTO]: "yes" } }, left],
    ["with auto switched off, by the name", { own: { [AUTO]: "false", [RELOAD]: "tls" } }, true],
    ["not with another type's auto", { own: { "configmap.reloader.stakater.com/auto": "true" } }, left],
    ["not with an annotation that is none of its", { own: { "reloader.example.com/auto": "true" } }, undefined],
    ["not without annotations", {}, undefined],
    [
      "not where Reloader does not run",
      { own: { [RELOAD]: "tls" }, reloader: false },
      "it has Reloader's annotations, and platform.reloader of cluster east does not say that Reloader runs",
    ],
    ["not for a volume of another kind", { own: { [AUTO]: "true" }, volume: { name: "certs", emptyDir: {} } }, undefined],
    [
      "for a projected volume, if for all that is in it",
      {
        own: { [RELOAD]: "tls,other" },
        volume: { name: "certs", projected: { sources: [{ secret: { name: "tls" } }, { secret: { name: "other" } }] } },
      },
      true,
    ],
    [
      "not for a projected volume, if for a part of it",
      {
        own: { [RELOAD]: "other" },
        volume: { name: "certs", projected: { sources: [{ secret: { name: "tls" } }, { secret: { name: "other" } }] } },
      },
      left,
    ],
  ])("%s", (_, mounted, expected) => {
    const found = restarts(mounting(mounted), "/certs/tls.crt");
    expect(typeof found === "object" ? found.why : found).toBe(expected);
  });

  test("not for a path that no volume leads to", () => {
    expect(restarts(mounting({ own: { [AUTO]: "true" } }), "/etc/ssl")).toBeUndefined();
    expect(restarts(mounting({ own: { [AUTO]: "true" } }), "/certs")).toBe(true);
  });
});

describe("a signaller may signal", () => {
  const script = 'while sleep 5; do pkill -HUP "$1"; done';
  const hup = { name: "hup", image: "busybox", argv: ["sh", "-c", script, "hup", "kurrentd", "/certs"], mounts: ["/certs"] };
  const asked = (server: unknown, signaller: unknown, pod: unknown = {}) => {
    const containers = [
      { name: "main", securityContext: server },
      { name: "hup", securityContext: signaller },
    ];
    const found = signals(
      container({ podSpec: { containers, securityContext: pod, shareProcessNamespace: true }, siblings: [hup] }),
      (name) => name === "kurrentd",
      "/certs",
    );
    return typeof found === "object" ? found.why : found;
  };
  test.each<[string, unknown, unknown, unknown, true | string]>([
    ["as the same user", { runAsUser: 1001 }, { runAsUser: 1001 }, {}, true],
    ["as the pod's user", {}, {}, { runAsUser: 1001 }, true],
    ["as root", { runAsUser: 1001 }, { runAsUser: 0 }, {}, true],
    ["as a user that nothing says", { runAsUser: 1001 }, {}, {}, true],
    [
      "not as another",
      { runAsUser: 1001 },
      { runAsUser: 1002 },
      {},
      "container hup runs as user 1002, which may not signal the server's user 1001",
    ],
    [
      "not where it alone leaves the pod's user",
      {},
      { runAsUser: 1002 },
      { runAsUser: 1001 },
      "container hup runs as user 1002, which may not signal the server's user 1001",
    ],
    [
      "not as another that is privileged, which gives no capabilities",
      { runAsUser: 1001 },
      { runAsUser: 1002, privileged: true },
      {},
      "container hup runs as user 1002, which may not signal the server's user 1001",
    ],
    [
      "not as root without KILL",
      { runAsUser: 1001 },
      { runAsUser: 0, capabilities: { drop: ["kill"] } },
      {},
      "container hup runs as root without the capability KILL, and may not signal the server's user 1001",
    ],
    ["as root without KILL, where the server is root", { runAsUser: 0 }, { runAsUser: 0, capabilities: { drop: ["ALL"] } }, {}, true],
    ["as root with KILL again", { runAsUser: 1001 }, { runAsUser: 0, capabilities: { drop: ["ALL"], add: ["KILL"] } }, {}, true],
  ])("%s", (_, server, signaller, pod, expected) => expect(asked(server, signaller, pod)).toBe(expected));
});
