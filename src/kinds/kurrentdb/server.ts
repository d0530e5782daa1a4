import { imageVersion } from "../../terms/image.ts";
import { atLeast } from "../../terms/version.ts";

/** What differs between ages of the server: names in its image, of its options and of its scheme. */
export interface Server {
  /** Of option names as environment variables. */
  readonly prefix: "KURRENTDB_" | "EVENTSTORE_";
  /**
   * The names that its process may have, as `/proc/PID/comm` has them, cut after 15 characters. The vendor's public
   * Dockerfile starts `KurrentDB` (once `EventStore.ClusterNode`); the vendor's client tests start `kurrentd` in its image.
   */
  readonly processes: readonly string[];
  /** Scheme of connection strings that clients of its age know. */
  readonly scheme: "kurrentdb" | "esdb";
  /** User and group of the image. */
  readonly user: number;
  /** Where the data volume is mounted; the image makes it and gives it to its user. */
  readonly dataPath: string;
  readonly logPath: string;
  readonly certificatesPath: string;
  readonly rootsPath: string;
  readonly configurationPath: string;
  /** Whether it knows `DisableClientAuthEkuValidation`. */
  readonly acceptsServerOnlyCertificates: boolean;
}

/**
 * The server that an image holds, by its tag's version. 25.0 renamed EventStoreDB to KurrentDB (the vendor's upgrade
 * guide and Dockerfile); `DisableClientAuthEkuValidation` came with 26.1 (release notes). The schema refuses a tag
 * without a version; what can't be read is taken as the newest.
 */
export function serverOf(image: string): Server {
  const version = imageVersion(image);
  if (version === undefined || atLeast(version, "25.0")) {
    return {
      prefix: "KURRENTDB_",
      processes: ["kurrentd", "KurrentDB"],
      scheme: "kurrentdb",
      user: 1001,
      ...paths("kurrentdb"),
      acceptsServerOnlyCertificates: version === undefined || atLeast(version, "26.1"),
    };
  }
  return {
    prefix: "EVENTSTORE_",
    processes: ["eventstored", "EventStore.Clus"],
    scheme: "esdb",
    user: 1000,
    ...paths("eventstore"),
    acceptsServerOnlyCertificates: false,
  };
}

function paths(product: string): Pick<Server, "dataPath" | "logPath" | "certificatesPath" | "rootsPath" | "configurationPath"> {
  return {
    dataPath: `/var/lib/${product}`,
    logPath: `/var/log/${product}`,
    certificatesPath: `/${product}/certificates`,
    rootsPath: `/${product}/ca`,
    configurationPath: `/${product}/configuration`,
  };
}
