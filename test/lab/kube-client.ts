import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import type { Pki } from "./pki.ts";

/** Any object as the API server gives it. */
export interface LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
    readonly managedFields?: readonly { readonly manager: string; readonly operation: string; readonly subresource?: string }[];
  };
  // biome-ignore lint/suspicious/noExplicitAny: the lab reads fields of many kinds as they come
  readonly [field: string]: any;
}

/** An answer of the API server; `warnings` are its Warning headers. */
export interface Answer {
  readonly status: number;
  readonly body: LiveObject;
  readonly warnings: readonly string[];
}

export interface KubeClient {
  /** Sends a request as it is; answers with a status of 400 and more are answers too. */
  send(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer>;
  /** The path of an object, by the server's own discovery of what its kind is called. */
  pathOf(object: { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } }): Promise<string>;
  /** An object, or undefined if there is none. */
  get(path: string): Promise<LiveObject | undefined>;
  list(path: string): Promise<readonly LiveObject[]>;
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** A client of the API server at `server` (an https address), as the PKI's admin. */
export function kubeClient(server: string, pki: Pki): KubeClient {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 16,
    ca: readFileSync(pki.crt("ca")),
    cert: readFileSync(pki.crt("admin")),
    key: readFileSync(pki.key("admin")),
  });
  const sendOnce: KubeClient["send"] = (method, path, body, contentType = "application/json") =>
    new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { "content-type": contentType };
      const sent = request(`${server}${path}`, { method, agent, headers: { accept: "application/json", ...headers } }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const type = response.headers["content-type"] ?? "";
          resolve({
            status: response.statusCode ?? 0,
            body: type.includes("json") ? JSON.parse(text) : { kind: "Text", message: text },
            warnings: warningsOf(response.headers["warning"]),
          });
        });
      });
      // A connection that the server has just closed, since it lay idle, is met by chance: then the request never got there.
      sent.on("error", (error: NodeJS.ErrnoException) =>
        sent.reusedSocket && error.code === "ECONNRESET" ? resolve(sendOnce(method, path, body, contentType)) : reject(error),
      );
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  // While the server sets up the storage of a new kind it asks to be asked again.
  const send: KubeClient["send"] = async (...request) => {
    for (let tries = 1; ; tries++) {
      const answer = await sendOnce(...request);
      if (answer.status !== 429 || tries === MOST_TRIES) return answer;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  };
  const get: KubeClient["get"] = async (path) => {
    const answer = await send("GET", path);
    if (answer.status === 404) return undefined;
    if (answer.status >= 400) throw new Error(`GET ${path}: ${answer.status} ${answer.body["message"]}`);
    return answer.body;
  };
  const discovered = new Map<string, readonly Resource[]>();
  const pathOf: KubeClient["pathOf"] = async ({ apiVersion, kind, metadata }) => {
    const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = discovered.get(base) ?? ((await get(base))?.["resources"] as Resource[] | undefined);
    if (known === undefined) throw new Error(`the API server does not serve ${apiVersion}`);
    discovered.set(base, known);
    const resource = known.find((each) => each.kind === kind && !each.name.includes("/"));
    if (resource === undefined) throw new Error(`the API server has no ${kind} in ${apiVersion}`);
    const namespace = resource.namespaced ? `/namespaces/${metadata.namespace ?? "default"}` : "";
    return `${base}${namespace}/${resource.name}/${metadata.name}`;
  };
  const list: KubeClient["list"] = async (path) => ((await get(path))?.["items"] ?? []) as LiveObject[];
  return { send, get, list, pathOf };
}

/** At 300 ms each: ten seconds. */
const MOST_TRIES = 33;

/** Texts of Warning headers (RFC 7234: `299 - "text"`), which Node joins with commas. */
function warningsOf(header: string | string[] | undefined): readonly string[] {
  const joined = Array.isArray(header) ? header.join(", ") : (header ?? "");
  return [...joined.matchAll(/\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) => (match[1] ?? "").replace(/\\(.)/g, "$1"));
}
