/**
 * Runs in each spec's context before the spec: takes away what would let it give another result tomorrow or on
 * another machine. JavaScript's own objects are all that a fresh context has, so only clock and randomness are left.
 */
export const sandboxGuards = `"use strict";
Error.stackTraceLimit = 50;
{
  const refuse = (what, instead) => {
    throw new Error(what + " gives another result each time, and a spec must give the same result every time: " + instead);
  };
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct(target, args, self) {
      if (args.length === 0) refuse("new Date()", "write the date out, as in new Date(\\"2026-01-01\\").");
      return Reflect.construct(target, args, self);
    },
    apply() { refuse("Date()", "write the date out, as in new Date(\\"2026-01-01\\")."); },
    get(target, key) {
      if (key === "now") return () => refuse("Date.now()", "write the time out.");
      return Reflect.get(target, key);
    },
  });
  RealDate.prototype.constructor = globalThis.Date;
  Math.random = () => refuse("Math.random()", "write the value out.");
  for (const name of ["performance", "crypto"]) {
    Object.defineProperty(globalThis, name, { get: () => refuse(name, "write the value out."), configurable: true });
  }
  delete globalThis.Intl;
}
`;
