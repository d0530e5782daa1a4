import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { describe, expect, it } from "vitest";
import { verifiers } from "../../src/programs/verifiers.ts";
import { pemContent } from "../../src/world/certificates/pem/pem-file.ts";
import { resolvePem } from "../../src/world/certificates/pem/resolve-pem.ts";
import { LEAF_KEY, pki } from "../fixtures/pki.ts";
import { configMapKey } from "./support/container.ts";

const HOST = "ledger-0.data.svc.cluster.local";

/** What Node, which is what runs the official client's grpc-js, says of a server with this PEM. */
function dialled(chain: string, roots: string, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer({ key: LEAF_KEY, cert: chain }).on("tlsClientError", () => {});
    server.on("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const end = (seen: string) => server.close(() => resolve(seen));
      const socket = connect({ port, host: "127.0.0.1", servername: host, ca: roots }, () => {
        socket.destroy();
        end("ok");
      });
      socket.on("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    });
  });
}

/** What we say of it. */
function proven(chain: string, roots: string, host: string): string {
  const pem = resolvePem([chain, roots]);
  const where = configMapKey;
  const [presented, trusted] = [pemContent(chain, where, pem)?.chain ?? [], pemContent(roots, where, pem)?.chain ?? []];
  const trust = { place: where, roots: trusted, refused: [], publicRoots: false, rules: [] };
  const verdict = verifiers["kurrentdb-client"]?.server({ chain: presented, host, trust, asOf: Date.now() });
  return verdict?.ok ? "ok" : (verdict?.failure ?? "?");
}

describe("we and Node say the same of PEM", () => {
  it.each([
    [["nodes"], ["corp-root"], HOST, "ok", "ok"],
    [["nodes"], ["corp-root"], "ledger-9.data.svc.cluster.local", "name-not-on-certificate", "ERR_TLS_CERT_ALTNAME_INVALID"],
    [["nodes"], ["other-root"], HOST, "server-untrusted", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    [["nodes"], ["impostor-root"], HOST, "server-untrusted", "CERT_SIGNATURE_FAILURE|UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    [["nodes"], ["other-root", "corp-root"], HOST, "ok", "ok"],
    [["nodes-expired"], ["corp-root"], HOST, "server-leaf-expired", "CERT_HAS_EXPIRED"],
    [["nodes-future"], ["corp-root"], HOST, "server-leaf-expired", "CERT_NOT_YET_VALID"],
    [["nodes"], ["corp-root-expired"], HOST, "server-root-expired", "CERT_HAS_EXPIRED"],
    [["nodes"], ["corp-root-expired", "corp-root"], HOST, "ok", "ok"],
    [["nodes-by-intermediate", "corp-intermediate"], ["corp-root"], HOST, "ok", "ok"],
    [["nodes-by-intermediate"], ["corp-root"], HOST, "server-untrusted", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    [["nodes-by-intermediate"], ["corp-root", "corp-intermediate"], HOST, "ok", "ok"],
    [["nodes-by-intermediate", "corp-intermediate-expired"], ["corp-root"], HOST, "server-intermediate-expired", "CERT_HAS_EXPIRED"],
    [["nodes-by-intermediate", "corp-intermediate"], ["corp-intermediate"], HOST, "server-untrusted", "UNABLE_TO_GET_ISSUER_CERT"],
    [["nodes-by-constrained"], ["constrained-root"], HOST, "ok", "ok"],
    // Node has no code of its own for them.
    [["nodes-outside"], ["constrained-root"], HOST, "name-constraints", "UNSPECIFIED"],
    [["nodes-excluded"], ["constrained-root"], HOST, "name-constraints", "UNSPECIFIED"],
    [["nodes", "corp-root"], ["corp-root"], HOST, "ok", "ok"],
  ])("%j for who trusts %j", async (chain, roots, host, ours, theirs) => {
    expect(proven(pki(...chain), pki(...roots), host)).toBe(ours);
    expect(theirs.split("|")).toContain(await dialled(pki(...chain), pki(...roots), host));
  });
});
