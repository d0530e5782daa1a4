/** An object that has one of the fields of `T`, and none of the others. */
export type ExactlyOne<T> = {
  [Field in keyof T]: { readonly [Given in Field]: T[Given] } & { readonly [Absent in Exclude<keyof T, Field>]?: never };
}[keyof T];
