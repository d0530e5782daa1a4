/** The last part of a path: `/bin/sh` gives `sh`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The folder that a path is in: `/certs/tls.crt` gives `/certs`. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0)) || "/";
}

/** A path without `.`, `..`, doubled and trailing slashes; a relative one is taken from `base`. */
export function absolutePath(path: string, base = "/"): string {
  const steps: string[] = [];
  for (const step of (path.startsWith("/") ? path : `${base}/${path}`).split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return `/${steps.join("/")}`;
}

/** `sh -c SCRIPT NAME ARGUMENT...` taken apart; undefined when argv is no shell with a script. */
export function shellScript(
  argv: readonly string[],
): { readonly script: string; readonly index: number; readonly positional: readonly string[] } | undefined {
  if (!["sh", "bash", "ash", "dash"].includes(baseName(argv[0] ?? ""))) return undefined;
  // Options may be clustered (`-ec`), and `-o NAME` takes a word.
  let index = 1;
  let hasScript = false;
  for (; index < argv.length && /^[-+]/.test(argv[index] ?? ""); index++) {
    const option = argv[index] ?? "";
    if (/^-[a-zA-Z]*c[a-zA-Z]*$/.test(option)) hasScript = true;
    if (/^[-+][a-zA-Z]*o$/.test(option)) index++;
  }
  const script = argv[index];
  if (!hasScript || script === undefined) return undefined;
  return { script, index, positional: argv.slice(index + 2) };
}
