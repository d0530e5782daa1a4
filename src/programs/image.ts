/** The last part of an image's repository: `docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1` gives `kurrentdb`. */
export function imageName(image: string): string {
  return repositoryOf(image).split("/").at(-1) ?? "";
}

/** An image reference without tag and digest, whatever else is odd about it. */
export function repositoryOf(image: string): string {
  const [reference = ""] = image.split("@");
  const colon = reference.lastIndexOf(":");
  return colon > reference.lastIndexOf("/") ? reference.slice(0, colon) : reference;
}
