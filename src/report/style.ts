/** How words are shown. Colour only adds: the words are the same without it. */
export interface Style {
  strong(text: string): string;
  bad(text: string): string;
  careful(text: string): string;
  good(text: string): string;
  place(text: string): string;
  quiet(text: string): string;
}

const same = (text: string): string => text;

/** No colour. */
export const plain: Style = { strong: same, bad: same, careful: same, good: same, place: same, quiet: same };

const ansi = (on: number, off: number) => (text: string) => (text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`);

/** ANSI colours for a terminal. */
export const coloured: Style = {
  strong: ansi(1, 22),
  bad: ansi(31, 39),
  careful: ansi(33, 39),
  good: ansi(32, 39),
  place: ansi(36, 39),
  quiet: ansi(2, 22),
};
