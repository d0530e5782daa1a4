import type { Case } from "./case.ts";

export const certificates: readonly Case[] = [];
