/** A version of software. `patch` is absent when only MAJOR.MINOR is known. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch?: number;
}

/** Parses `MAJOR.MINOR` or `MAJOR.MINOR.PATCH`, with or without a leading `v`; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return undefined;
  return { major: Number(match[1]), minor: Number(match[2]), ...(match[3] !== undefined && { patch: Number(match[3]) }) };
}

/** Whether a version is `minimum` (`MAJOR.MINOR`) or newer. */
export function atLeast(version: Version, minimum: `${number}.${number}`): boolean {
  const wanted = parseVersion(minimum) as Version;
  return version.major !== wanted.major ? version.major > wanted.major : version.minor >= wanted.minor;
}

/** `26.0.1`, or `26.0` when the patch is not known. */
export function formatVersion({ major, minor, patch }: Version): string {
  return patch === undefined ? `${major}.${minor}` : `${major}.${minor}.${patch}`;
}
