/** What a container finds in its image: the program that the lab runs in its place, and what lies around it. */
export interface Image {
  /** The program on this machine. */
  readonly program: string;
  /** Where it lies in the image; what runs, without arguments, if the container names no command. */
  readonly path: string;
  /** The user that the image says, where the pod says none. */
  readonly user?: number;
  /** `nothing`: the program alone. `debian`: this machine's /usr too, with its C library, shell and resolver. */
  readonly base: "nothing" | "debian";
  /** Folders of this machine that lie in the image, by their path there. */
  readonly folders?: ReadonlyMap<string, string>;
}

/** Which of the lab's programs stands for an image, by the image's repository. */
export type Images = ReadonlyMap<string, Image>;

/** An image without its tag and digest. */
export function repositoryOf(image: string): string {
  return image.replace(/@.*$/, "").replace(/:[^/:]+$/, "");
}

/** The images that the lab has programs for. `program` gives a built program's file by its name. */
export function labImages(program: (name: string) => string): Images {
  const server: Image = { program: program("kurrentdb-stand-in"), path: "/opt/kurrentdb/kurrentd", user: 1001, base: "debian" };
  // Where the two lie in released images: tests of the vendor's clients call them there (EventStore-Client-Dotnet, TestContainerService).
  const older: Image = { ...server, path: "/opt/eventstore/eventstored", user: 1000 };
  const coredns: Image = { program: program("coredns"), path: "/coredns", user: 65532, base: "nothing" };
  const repositories = ["kurrent-latest", "kurrent-lts", "kurrent-preview"].map((each) => `docker.kurrent.io/${each}/kurrentdb`);
  return new Map<string, Image>([
    ["registry.k8s.io/kubectl", { program: program("kubectl"), path: "/bin/kubectl", base: "nothing" }],
    ...["registry.k8s.io/coredns/coredns", "docker.io/coredns/coredns", "coredns/coredns"].map((each) => [each, coredns] as const),
    ...repositories.map((each) => [each, server] as const),
    ["docker.eventstore.com/eventstore/eventstoredb-ee", older],
  ]);
}
