import type { Case } from "./case.ts";

export const objects: readonly Case[] = [];
