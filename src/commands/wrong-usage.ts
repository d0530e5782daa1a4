/** An argument that can't be used (exit 2): a full sentence for the person who typed it. */
export class WrongUsage extends Error {
  override readonly name = "WrongUsage";
}
