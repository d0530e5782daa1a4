import { type Path, type Place, place } from "../terms/place.ts";
import { type Data, isRecord, list, record, text } from "./data.ts";
import { downwardText } from "./downward.ts";
import type { MadePod } from "./pods.ts";
import type { Content } from "./program.ts";
import type { Missing, Notes, Surroundings } from "./surroundings.ts";

/** The files of a volume by their path in it. */
export interface Volume {
  readonly files: ReadonlyMap<string, Content>;
  /** Where it stands. */
  readonly place: Place;
  /**
   * `complete`: no other file is in it. `scratch`: empty until some container writes. `unread`: what is in it besides
   * the files is not known.
   */
  readonly holds: "complete" | "scratch" | "unread";
}

/** Volumes that keep data that programs write, and start empty. */
const SCRATCH = ["emptyDir", "ephemeral", "persistentVolumeClaim"];

/** Reads the volumes of a pod, by name, as the kubelet fills them. */
export function readVolumes(made: MadePod, surroundings: Surroundings, notes: Notes): ReadonlyMap<string, Volume> {
  const { pod } = made;
  const { object, path } = pod.place;
  const volumes = new Map<string, Volume>();
  for (const claim of made.claims)
    volumes.set(claim, { files: new Map(), place: place(object, "spec", "volumeClaimTemplates"), holds: "scratch" });
  list(pod.spec["volumes"]).forEach((each, i) => {
    const volume = record(each);
    const name = text(volume["name"]);
    // A claim template replaces a volume of its name.
    if (name === undefined || made.claims.includes(name)) return;
    const reader = new VolumeReader(made, surroundings, notes);
    volumes.set(name, reader.read(volume, [...path, "volumes", i]));
  });
  return volumes;
}

class VolumeReader {
  readonly #files = new Map<string, Content>();
  #holds: Volume["holds"] = "complete";

  constructor(
    private readonly made: MadePod,
    private readonly surroundings: Surroundings,
    private readonly notes: Notes,
  ) {}

  read(volume: Data, path: Path): Volume {
    const where = place(this.made.pod.place.object, ...path);
    if (isRecord(volume["configMap"])) this.#object("ConfigMap", volume["configMap"], [...path, "configMap"], "name");
    else if (isRecord(volume["secret"])) this.#object("Secret", volume["secret"], [...path, "secret"], "secretName");
    else if (isRecord(volume["downwardAPI"])) this.#downward(volume["downwardAPI"], [...path, "downwardAPI"]);
    else if (isRecord(volume["projected"])) {
      list(volume["projected"]["sources"]).forEach((source, i) => {
        this.#projected(record(source), [...path, "projected", "sources", i]);
      });
    } else if (SCRATCH.some((kind) => kind in volume) || Object.keys(volume).length === 1) {
      this.#holds = "scratch";
      const claim = text(record(volume["persistentVolumeClaim"])["claimName"]);
      if (claim !== undefined) this.#refer("PersistentVolumeClaim", claim, [...path, "persistentVolumeClaim", "claimName"], false);
    } else this.#holds = "unread";
    return { files: this.#files, place: where, holds: this.#holds };
  }

  #projected(source: Data, path: Path): void {
    if (isRecord(source["configMap"])) this.#object("ConfigMap", source["configMap"], [...path, "configMap"], "name");
    else if (isRecord(source["secret"])) this.#object("Secret", source["secret"], [...path, "secret"], "name");
    else if (isRecord(source["downwardAPI"])) this.#downward(source["downwardAPI"], [...path, "downwardAPI"]);
    else if (isRecord(source["serviceAccountToken"])) {
      const token = source["serviceAccountToken"];
      this.#files.set(text(token["path"]) ?? "token", { kind: "opaque", place: place(this.made.pod.place.object, ...path) });
    } else if (isRecord(source["clusterTrustBundle"])) this.#trustBundle(source["clusterTrustBundle"], [...path, "clusterTrustBundle"]);
    else this.#holds = "unread";
  }

  /**
   * The certificates of one ClusterTrustBundle by its name, as one file; those of a signer are chosen by their labels,
   * which is not read. One that is optional and absent gives an empty file, and where the API is not switched on, the
   * field is dropped. Source: kubernetes/kubernetes v1.36.3, pkg/volume/projected/projected.go (allowEmpty) and
   * pkg/api/pod/util.go (dropDisabledClusterTrustBundleProjection).
   */
  #trustBundle(source: Data, path: Path): void {
    const { pod } = this.made;
    const [name, file] = [text(source["name"]), text(source["path"])];
    if (name === undefined || file === undefined) {
      this.#holds = "unread";
      return;
    }
    const optional = source["optional"] === true;
    const namePath = [...path, "name"];
    this.#refer("ClusterTrustBundle", name, namePath, optional);
    const cluster = this.surroundings.facts.of(pod.cluster);
    if (cluster && cluster.platform.clusterTrustBundles === undefined) return;
    const content = this.surroundings.contents.get(pod.cluster, "ClusterTrustBundle", "", name)?.keys.get("trustBundle");
    if (!content && optional) this.#files.set(normal(file), { kind: "text", text: "", place: place(pod.place.object, ...namePath) });
    if (content) this.#files.set(normal(file), content);
    else if (!optional) this.notes.missing.push({ place: place(pod.place.object, ...namePath), kind: "ClusterTrustBundle", name });
  }

  #object(kind: "ConfigMap" | "Secret", source: Data, path: Path, nameField: string): void {
    const { pod } = this.made;
    const name = text(source[nameField]);
    if (name === undefined) return;
    const optional = source["optional"] === true;
    const items = Array.isArray(source["items"]) ? source["items"] : undefined;
    const namePath = [...path, nameField];
    this.#refer(kind, name, namePath, optional);
    const contents = this.surroundings.contents.get(pod.cluster, kind, pod.namespace, name);
    if (!contents) {
      if (!optional) this.notes.missing.push({ place: place(pod.place.object, ...namePath), kind, name });
      return;
    }
    if (items === undefined || items.length === 0) {
      for (const [key, content] of contents.keys) this.#files.set(key, content);
      if (contents.open && this.#holds === "complete") this.#holds = "unread";
      return;
    }
    items.forEach((each, i) => {
      const key = text(record(each)["key"]);
      const file = text(record(each)["path"]) ?? key;
      if (key === undefined || file === undefined) return;
      const itemPath = [...path, "items", i, "key"];
      this.#refer(kind, name, itemPath, optional, key);
      const content = contents.keys.get(key);
      if (content) this.#files.set(normal(file), content);
      else if (contents.open) this.#files.set(normal(file), { kind: "opaque", place: contents.place });
      else if (!optional) this.notes.missing.push({ place: place(pod.place.object, ...itemPath), kind, name, key } satisfies Missing);
    });
  }

  #downward(source: Data, path: Path): void {
    list(source["items"]).forEach((each, i) => {
      const item = record(each);
      const file = text(item["path"]);
      const where = place(this.made.pod.place.object, ...path, "items", i);
      if (file !== undefined) this.#files.set(normal(file), downwardText(this.made, item, where));
    });
  }

  #refer(kind: string, name: string, path: Path, optional: boolean, key?: string): void {
    const { pod } = this.made;
    this.notes.references.push({
      place: place(pod.place.object, ...path),
      cluster: pod.cluster,
      kind,
      namespace: pod.namespace,
      name,
      ...(key === undefined ? {} : { key }),
      optional,
    });
  }
}

/** A relative path in its shortest form. */
function normal(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}
