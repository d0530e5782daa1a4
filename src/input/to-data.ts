import type { DataProblem } from "./evaluation.ts";

/**
 * Copies a spec's result into plain data: objects, arrays, texts, finite numbers, booleans and null. Properties that
 * are undefined are dropped; all else that JSON can't say is a problem with its path.
 */
export function toData(value: unknown): { data: unknown; problems: readonly DataProblem[] } {
  const problems: DataProblem[] = [];
  const above = new Set<object>();
  const refuse = (path: readonly (string | number)[], message: string): null => {
    problems.push({ path, message });
    return null;
  };
  const copy = (value: unknown, path: readonly (string | number)[]): unknown => {
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        return Number.isFinite(value) ? value : refuse(path, `${value} is no number that a manifest can hold.`);
      case "undefined":
        return refuse(path, "is undefined. A list can't have gaps; leave the element out.");
      case "function":
        return refuse(path, "is a function. A spec holds data only: call the function and use its result.");
      case "symbol":
        return refuse(path, "is a symbol. A spec holds data only.");
      case "bigint":
        return refuse(path, `is a BigInt (${value}n). Write an ordinary number or a text.`);
    }
    if (value === null) return null;
    const object = value as Record<string, unknown>;
    if (above.has(object)) return refuse(path, "contains itself, so it would never end. A spec is a tree of data.");
    above.add(object);
    try {
      if (Array.isArray(object)) return Array.from(object, (element, index) => copy(element, [...path, index]));
      const className = classOf(object);
      if (className !== undefined) return refuse(path, classMessage(className));
      const result: Record<string, unknown> = {};
      for (const key of Object.keys(object)) {
        const property = object[key];
        if (property === undefined) continue;
        // A plain assignment to __proto__ would change the copy's prototype.
        Object.defineProperty(result, key, { value: copy(property, [...path, key]), enumerable: true, writable: true, configurable: true });
      }
      return result;
    } finally {
      above.delete(object);
    }
  };
  return { data: value === undefined ? refuse([], "is undefined.") : copy(value, []), problems };
}

/** The class of an object that is not plain; undefined for plain objects of any context. */
function classOf(object: object): string | undefined {
  const prototype = Object.getPrototypeOf(object) as object | null;
  if (prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "hasOwnProperty"))) {
    const tag = Object.prototype.toString.call(object).slice(8, -1);
    return tag === "Object" || tag === "Module" ? undefined : tag;
  }
  const maker = (prototype as { constructor?: { name?: unknown } }).constructor;
  return typeof maker?.name === "string" && maker.name !== "" ? maker.name : "unnamed";
}

function classMessage(name: string): string {
  switch (name) {
    case "Date":
      return "is a Date. Write it as a text.";
    case "Map":
      return "is a Map. Write an object: Object.fromEntries(map).";
    case "Set":
      return "is a Set. Write a list: [...set].";
    case "Promise":
      return "is a Promise. A spec is evaluated at once: nothing in it can be awaited.";
    default:
      return `is an instance of the class ${name}. A spec holds plain data: objects, lists, texts, numbers, booleans.`;
  }
}
