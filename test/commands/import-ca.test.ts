import { existsSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { importCA } from "../../src/commands/import-ca.ts";
import type { Terminal } from "../../src/commands/terminal.ts";
import { plain } from "../../src/report/style.ts";
import { fakeCluster } from "../live/fake-cluster.ts";
import { type Made, make } from "../live/pki.ts";
import { Project } from "./project.ts";
import { runAsync } from "./run-async.ts";

let root: Made;
let other: Made;

beforeAll(async () => {
  root = await make({ subject: "CN=ordersNodes g1, O=Example", ca: true });
  other = await make({ subject: "CN=ordersNodes g1, O=Example", ca: true });
});

/** A project with a file that holds this text. */
function withFile(text: string): Project {
  const project = new Project();
  project.write("ca.crt", text);
  return project;
}

const FROM_FILE = ["import-ca", "orders-g1", "--from-file", "ca.crt"];

describe("from a file", () => {
  test("a confirmed root is written, alone and in plain PEM, with the lines for the spec", () => {
    const project = withFile(`# the root\n${root.pem.replaceAll("\n", "\r\n")}`);
    const { code, out } = project.run([...FROM_FILE, "--fingerprint", root.x509.fingerprint]);
    expect(code).toBe(0);
    expect(out).toBe(
      'pki/orders-g1.pem written.\nIn the spec:\n  import ordersG1 from "../pki/orders-g1.pem";\n  roots: { g1: ordersG1 }\n',
    );
    expect(project.read("pki/orders-g1.pem")).toBe(root.pem);
  });

  test("without a fingerprint and with nobody to ask, it shows what it found and the command to run", () => {
    const project = withFile(root.pem);
    const { code, out, err } = project.run(FROM_FILE);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(`  subject  CN=ordersNodes g1, O=Example\n`);
    expect(err).toContain(`  ${root.x509.fingerprint}\n`);
    const command = /^ {2}trueline (import-ca .*)$/m.exec(err)?.[1] ?? "";
    expect(existsSync(project.path("pki"))).toBe(false);
    expect(project.run(command.split(" "))).toMatchObject({ code: 0 });
    expect(project.read("pki/orders-g1.pem")).toBe(root.pem);
  });

  test("another fingerprint is exit 1, and nothing is written", () => {
    const project = withFile(root.pem);
    expect(project.run([...FROM_FILE, "--fingerprint", other.x509.fingerprint])).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("Nothing was written."),
    });
    expect(existsSync(project.path("pki"))).toBe(false);
  });

  test("the same root again is well; another one is not overwritten without --replace", () => {
    const project = withFile(root.pem);
    project.run([...FROM_FILE, "--fingerprint", root.x509.fingerprint]);
    expect(project.run(FROM_FILE)).toMatchObject({ code: 0, out: expect.stringContaining("holds this root already") });
    project.write("ca.crt", other.pem);
    const args = [...FROM_FILE, "--fingerprint", other.x509.fingerprint];
    expect(project.run(args)).toMatchObject({ code: 1, err: expect.stringContaining("say --replace") });
    expect(project.read("pki/orders-g1.pem")).toBe(root.pem);
    expect(project.run([...args, "--replace"])).toMatchObject({ code: 0 });
    expect(project.read("pki/orders-g1.pem")).toBe(other.pem);
  });

  test("of several certificates the fingerprint chooses one", () => {
    const project = withFile(other.pem + root.pem);
    const { code, err } = project.run(FROM_FILE);
    expect(code).toBe(2);
    expect(err).toContain("ca.crt holds 2 certificates, and a file holds one");
    expect(project.run([...FROM_FILE, "--fingerprint", root.x509.fingerprint, "--out", "roots/orders.pem"]).code).toBe(0);
    expect(project.read("roots/orders.pem")).toBe(root.pem);
  });

  test("a private key is refused, and never printed", () => {
    const project = withFile(root.pem + root.key);
    const { code, out, err } = project.run([...FROM_FILE, "--fingerprint", root.x509.fingerprint]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("private key");
    for (const line of root.key.trim().split("\n")) expect(err).not.toContain(line);
    expect(existsSync(project.path("pki"))).toBe(false);
  });

  test("a leaf is refused, with its fingerprint too", async () => {
    const leaf = await make({ subject: "CN=orders", by: root });
    const project = withFile(leaf.pem);
    expect(project.run([...FROM_FILE, "--fingerprint", leaf.x509.fingerprint])).toMatchObject({
      code: 2,
      err: expect.stringContaining("is no CA"),
    });
  });

  test.each([
    [["import-ca", "orders-g1"], /one of --from-file, --secret\s+and --configmap/],
    [["import-ca", "orders-g1", "--from-file", "ca.crt", "--secret", "a/b"], /one of --from-file/],
    [["import-ca", "../evil", "--from-file", "ca.crt"], /can't be a file's name/],
    [["import-ca", "orders-g1", "--from-file", "nowhere"], /there is no such file/],
    [["import-ca", "orders-g1", "--from-file", "ca.crt", "--fingerprint", "abc"], /is no SHA-256 fingerprint/],
    [["import-ca", "orders-g1", "--secret", "orders"], /takes NAMESPACE\/NAME/],
    [["import-ca", "orders-g1", "--secret", "a/b", "--key", "tls.key"], /where private keys are kept/],
  ])("%s is wrong usage", (args, text) => {
    expect(withFile(root.pem).run(args)).toMatchObject({ code: 2, out: "", err: expect.stringMatching(text) });
  });
});

describe("somebody at a terminal is asked", () => {
  function terminal(project: Project, answer: boolean): { terminal: Terminal; asked: string[] } {
    const asked: string[] = [];
    const confirm = async (question: string): Promise<boolean> => {
      asked.push(question);
      return answer;
    };
    const silent = () => undefined;
    return {
      terminal: {
        root: project.folder,
        style: plain,
        interactive: true,
        cdk8sOutdir: undefined,
        debug: false,
        confirm,
        out: silent,
        err: silent,
      },
      asked,
    };
  }

  test.each([
    [true, 0],
    [false, 1],
  ])("%s", async (answer, code) => {
    const project = withFile(root.pem);
    const asks = terminal(project, answer);
    expect(await importCA({ name: "orders-g1", fromFile: "ca.crt", replace: false }, asks.terminal)).toBe(code);
    expect(asks.asked).toHaveLength(1);
    expect(existsSync(project.path("pki/orders-g1.pem"))).toBe(answer);
  });
});

describe("from a cluster", () => {
  const encoded = (text: string): string => Buffer.from(text).toString("base64");

  test("one key of a Secret, and one of a ConfigMap", async () => {
    const { kubeconfig } = await fakeCluster({
      objects: {
        "/api/v1/namespaces/kurrent/secrets/orders-nodes-g1": { data: { "ca.crt": encoded(root.pem), "tls.key": encoded(root.key) } },
        "/api/v1/namespaces/shop/configmaps/roots": { data: { "g1.crt": other.pem } },
      },
    });
    const project = new Project();
    const args = ["import-ca", "g1", "--kubeconfig", kubeconfig, "--context", "east"];
    const secret = [...args, "--secret", "kurrent/orders-nodes-g1", "--fingerprint", root.x509.fingerprint];
    expect(await runAsync(project, secret)).toMatchObject({ code: 0, out: expect.stringContaining("roots: { g1: g1 }") });
    expect(project.read("pki/g1.pem")).toBe(root.pem);
    const configMap = [...args, "--configmap", "shop/roots", "--key", "g1.crt", "--out", "pki/other.pem"];
    expect(await runAsync(project, [...configMap, "--fingerprint", other.x509.fingerprint])).toMatchObject({ code: 0 });
    expect(project.read("pki/other.pem")).toBe(other.pem);
    const without = await runAsync(project, [...args, "--configmap", "shop/roots"]);
    expect(without).toMatchObject({ code: 2, err: expect.stringMatching(/has no key ca\.crt\. It has\s+g1\.crt/) });
    expect(await runAsync(project, [...args, "--secret", "kurrent/gone"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("There is no Secret"),
    });
  });

  test("a key that holds a private key under another name is refused, and not printed", async () => {
    const { kubeconfig } = await fakeCluster({ objects: { "/api/v1/namespaces/a/secrets/b": { data: { "ca.crt": encoded(root.key) } } } });
    const { code, out, err } = await runAsync(new Project(), ["import-ca", "g1", "--kubeconfig", kubeconfig, "--secret", "a/b"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    for (const line of root.key.trim().split("\n")) expect(err).not.toContain(line);
  });

  test("no kubeconfig, and no rights, are exit 3", async () => {
    const args = ["import-ca", "g1", "--secret", "a/b", "--kubeconfig"];
    expect(await runAsync(new Project(), [...args, "nowhere"])).toMatchObject({ code: 3, out: "" });
    const homeless = new Project().run(args.slice(0, -1), { HOME: "/nowhere", KUBECONFIG: "" });
    expect(homeless).toMatchObject({ code: 3, err: expect.stringContaining("There is no kubeconfig here") });
    const { kubeconfig } = await fakeCluster({ forbidden: ["/api/v1/namespaces/a/secrets/b"] });
    expect(await runAsync(new Project(), [...args, kubeconfig])).toMatchObject({
      code: 3,
      err: expect.stringContaining("may not read Secret a/b"),
    });
  });
});
