import { request as plainRequest } from "node:http";
import { type RequestOptions, request } from "node:https";
import { ClusterError } from "./cluster-error.ts";
import { KubeConfig } from "./kubernetes-client.ts";

/** A cluster's API, as a context of a kubeconfig leads to it. */
export interface ClusterApi {
  readonly context: string;
  readonly config: KubeConfig;
  /** Reads an object or a list by its path, such as `/api/v1/namespaces/kurrent/pods/orders-0`. */
  get(path: string): Promise<ApiAnswer>;
}

export type ApiAnswer =
  | { readonly kind: "object"; readonly object: unknown }
  | { readonly kind: "not-found" }
  /** With what the API says about it. */
  | { readonly kind: "forbidden"; readonly text: string };

/** A kubeconfig, read once. */
export class Kubeconfigs {
  readonly #config = new KubeConfig();
  readonly #source: string;

  /** @param file absent: what kubectl would read (KUBECONFIG, else ~/.kube/config) */
  constructor(file?: string) {
    this.#source = file ?? "the default kubeconfig";
    try {
      if (file === undefined) this.#config.loadFromDefault();
      else this.#config.loadFromFile(file);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") throw new ClusterError(`There is no kubeconfig ${file ?? "here"}.`);
      // The library trips over a file without anything in it.
      const why = error instanceof TypeError ? "" : `: ${message.split("\n")[0]}`;
      throw new ClusterError(`${this.#source} is no kubeconfig that can be read${why}.`);
    }
    // What the library takes where it finds none.
    if (file === undefined && this.#config.getCurrentContext() === "loaded-context") {
      throw new ClusterError("There is no kubeconfig here: say where it is by --kubeconfig.");
    }
  }

  get contexts(): readonly string[] {
    return this.#config.contexts.map(({ name }) => name);
  }

  /** The one that kubectl would use. */
  get current(): string | undefined {
    return this.#config.getCurrentContext() || undefined;
  }

  /** The API that a context leads to. */
  open(context: string, timeLimitSeconds: number): ClusterApi {
    if (!this.contexts.includes(context)) {
      const known = this.contexts.length === 0 ? "It has none." : `It has ${this.contexts.join(", ")}.`;
      throw new ClusterError(`${this.#source} has no context "${context}". ${known}`);
    }
    const config = new KubeConfig();
    const { clusters, contexts, users } = this.#config;
    config.loadFromOptions({ clusters, contexts, users, currentContext: context });
    const server = config.getCurrentCluster()?.server;
    if (server === undefined) throw new ClusterError(`Context "${context}" of ${this.#source} names no cluster that is in it.`);
    return { context, config, get: (path) => get(config, server, path, timeLimitSeconds) };
  }
}

async function get(config: KubeConfig, server: string, path: string, timeLimitSeconds: number): Promise<ApiAnswer> {
  const options: RequestOptions = { method: "GET", headers: { accept: "application/json" }, timeout: timeLimitSeconds * 1000 };
  const answer = await signedIn(config, options, server).then(() => send(`${server.replace(/\/+$/, "")}${path}`, options, server));
  if (answer.status === 404) return { kind: "not-found" };
  if (answer.status === 403) return { kind: "forbidden", text: messageOf(answer.body) };
  if (answer.status !== 200) throw new ClusterError(`${server} answers with ${answer.status}: ${messageOf(answer.body)}`);
  return { kind: "object", object: JSON.parse(answer.body) };
}

/** Adds what the kubeconfig says about credentials. A command that it names is run for that. */
async function signedIn(config: KubeConfig, options: RequestOptions, server: string): Promise<void> {
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw new ClusterError(`The kubeconfig's credentials for ${server} can't be used: ${(error as Error).message.split("\n")[0]}.`);
  }
}

function send(url: string, options: RequestOptions, server: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new ClusterError(`${server} can't be reached: ${why}.`));
    const start = url.startsWith("https:") ? request : plainRequest;
    const sent = start(url, options, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", (error) => fail(error.message));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") }));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.on("error", (error: NodeJS.ErrnoException) => fail(error.message || error.code || "the connection broke"));
    sent.end();
  });
}

/** What the API says in a Status object. */
function messageOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { readonly message?: unknown };
    if (typeof message === "string") return message;
  } catch {
    // Not everything in front of an API server answers in JSON.
  }
  return body.split("\n")[0]?.slice(0, 200) ?? "";
}
