import { describe, expect, test } from "vitest";
import { asRunInLab, corefileOf } from "./cluster-corefile.ts";

const dns = { clusterDomain: "cluster.local", serviceIP: "10.96.0.10" };
const places = { kubeconfig: "/lab/kubeconfig", upstream: "100.64.1.53" };

describe("the Corefile of a distribution", () => {
  test.each([
    ["k3s", true],
    ["aks", true],
    ["kubeadm", false],
    ["eks", false],
    [undefined, false],
  ] as const)("%s takes in coredns-custom: %s", (customization, imports) => {
    const text = corefileOf(customization === undefined ? dns : { ...dns, customization });
    // The first inside of the server block, the second beside it.
    expect(/\n {4}import custom\/\*\.override\n\}\nimport custom\/\*\.server\n$/.test(text)).toBe(imports);
    expect(text.includes("import")).toBe(imports);
  });
});

describe("a Corefile as the lab runs it", () => {
  test("has the lab's way to the API server and to other names, and a log of answers in each server block", () => {
    const stated =
      "(common) {\n    errors\n}\n.:53 {\n    kubernetes cluster.local\n    forward . /etc/resolv.conf\n}\nb.example:53 {\n    whoami\n}\n";
    expect(asRunInLab(stated, places)).toBe(`(common) {
    errors
}
.:53 {
    log . "answer {remote} {name} {type} {rcode}"
    kubernetes cluster.local {
        kubeconfig /lab/kubeconfig lab
        ttl 1
    }
    forward . 100.64.1.53
}
b.example:53 {
    log . "answer {remote} {name} {type} {rcode}"
    whoami
}
`);
  });

  test("has no cache, and keeps what a block of the kubernetes plugin says", () => {
    const stated =
      ".:53 {\n    kubernetes cluster.local in-addr.arpa {\n        pods insecure\n    }\n    cache 30 {\n        disable denial\n    }\n    loop\n}\n";
    const text = asRunInLab(stated, places);
    expect(text).toContain(
      "    kubernetes cluster.local in-addr.arpa {\n        kubeconfig /lab/kubeconfig lab\n        ttl 1\n        pods insecure\n    }\n    loop\n}",
    );
    expect(text).not.toMatch(/cache|denial/);
  });

  test("imports from where the lab lays out the keys", () => {
    expect(asRunInLab("import /etc/coredns/custom/*.server\n", places)).toBe("import custom/*.server\n");
  });
});
