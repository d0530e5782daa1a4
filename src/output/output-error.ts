/** The machine doesn't let us read or write a folder (exit 3). */
export class OutputError extends Error {
  override readonly name = "OutputError";
  /** The file or folder that is in the way. */
  readonly path: string;
  /** In words: `permission denied`. */
  readonly reason: string;

  constructor(path: string, reason: string, cause?: unknown) {
    super(`${path} can't be written: ${reason}. Nothing was changed.`, { cause });
    this.path = path;
    this.reason = reason;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a file stands where a folder is needed",
  EEXIST: "a file stands where a folder is needed",
  EISDIR: "a folder stands where a file is needed",
  ENAMETOOLONG: "the path is too long for this file system",
  EMFILE: "too many files are open",
  EBUSY: "it is in use",
};

/** An error of `node:fs` as an {@link OutputError}; anything else, being a bug, as it came. */
export function asOutputError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof OutputError) return error;
  const { code, path: at } = error as NodeJS.ErrnoException;
  if (code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  return new OutputError(at ?? path, REASONS[code] ?? code, error);
}
