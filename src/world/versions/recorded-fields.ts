/** A field of a resource, or a value of one, that not all recorded versions know. Versions are `MAJOR.MINOR`. */
export interface RecordedField {
  /** `spec.renewal`; items of lists as `[]`; a value of an enumeration after `=`. What lies below came with it. */
  readonly path: string;
  /** The first recorded version that knows it. */
  readonly since: string;
  /** The last recorded version that does not. Between the two nothing is known. */
  readonly without: string;
}

/** A field that the webhook refuses unless a feature gate is on; `since`: the first version where it is on by default. */
export interface GatedField extends RecordedField {
  readonly gate: string;
}

/** What the releases of one component know. */
export interface RecordedFields {
  /** The versions that were looked at, oldest first. */
  readonly versions: readonly string[];
  /** By kind. */
  readonly fields: Readonly<Record<string, readonly RecordedField[]>>;
  readonly gates: readonly GatedField[];
}
