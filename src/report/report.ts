/**
 * The report: all that a diagnosis found, as plain data. Every output is a function of it. The types come from the
 * published schema, without loading it; nothing in a report is ever changed once it is made.
 */
import type * as z from 'zod';
import type * as schema from './schema.ts';

type Fixed<T> = T extends readonly (infer Item)[]
  ? readonly Fixed<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Fixed<T[Key]> }
    : T;

type Of<Schema extends z.ZodType> = Fixed<z.infer<Schema>>;

export type Report = Of<typeof schema.report>;
export type Verdict = Report['verdict'];
export type ReportProcess = Of<typeof schema.process>;
export type Status = ReportProcess['status'];
export type ReportThread = Of<typeof schema.thread>;
export type UserFrame = Of<typeof schema.userFrame>;
export type ReportEdge = Of<typeof schema.edge>;
export type RootCause = Of<typeof schema.rootCause>;
export type Finding = Of<typeof schema.finding>;
export type ReportLog = Of<typeof schema.log>;
export type Restart = Of<typeof schema.restart>;
export type Warning = Of<typeof schema.warning>;
