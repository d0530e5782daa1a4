import { parseVersion, type Version } from "./version.ts";

/** A container image reference, split. */
export interface Image {
  /** `docker.kurrent.io/kurrent-lts/kurrentdb`: registry and path, as written. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

const PATH = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const REFERENCE = new RegExp(
  `^((?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d+)?/)?${PATH}(?:/${PATH})*)(?::(\\w[\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?$`,
);

/** Splits an image reference (the grammar of the distribution project's `reference` package); undefined if it is none. */
export function parseImage(text: string): Image | undefined {
  const match = REFERENCE.exec(text);
  if (!match?.[1]) return undefined;
  return { repository: match[1], ...(match[2] !== undefined && { tag: match[2] }), ...(match[3] !== undefined && { digest: match[3] }) };
}

/** The version that an image's tag says, before any suffix: `26.0.1-rhel8` gives 26.0.1. Undefined for `latest`, `26` and the like. */
export function imageVersion(text: string): Version | undefined {
  const tag = parseImage(text)?.tag;
  const version = tag === undefined ? undefined : /^v?\d+\.\d+(\.\d+)?(?=$|[-_+])/.exec(tag)?.[0];
  return version === undefined ? undefined : parseVersion(version);
}
