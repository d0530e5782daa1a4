/** The last part of an image's repository: `docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1` gives `kurrentdb`. */
export function imageName(image: string): string {
  return repositoryOf(image).split("/").at(-1) ?? "";
}

/** An image reference without tag and digest. */
export function repositoryOf(image: string): string {
  const [reference = ""] = image.split("@");
  const colon = reference.lastIndexOf(":");
  return colon > reference.lastIndexOf("/") ? reference.slice(0, colon) : reference;
}

/** Major and minor number of the version in an image's tag: `:26.0.1-noble` gives [26, 0]. Undefined where the tag says none. */
export function imageVersion(image: string): readonly [number, number] | undefined {
  const [reference = ""] = image.split("@");
  const tag = reference.slice(repositoryOf(image).length + 1);
  const numbers = /^v?(\d+)\.(\d+)(?:[.\-+_]|$)/.exec(tag);
  return numbers ? [Number(numbers[1]), Number(numbers[2])] : undefined;
}

/** Whether a version is at least the other one. */
export function atLeast(version: readonly [number, number], than: readonly [number, number]): boolean {
  return version[0] !== than[0] ? version[0] > than[0] : version[1] >= than[1];
}
