/** The outputs, each a function of the report alone. They are loaded when asked for: a quick answer loads one. */
import type { ColorSupportLevel } from 'chalk';
import type { Report } from './report.ts';

/** How it is to look, where that is open. */
export interface Rendering {
  readonly columns: number;
  readonly colorLevel: ColorSupportLevel;
  /** Shows the evidence behind each claim. */
  readonly explains: boolean;
}

export type Renderer = (report: Report, rendering: Rendering) => string;

const formats = {
  text: async () => (await import('./text.ts')).render,
  json: async () => (await import('./json.ts')).render,
  markdown: async () => (await import('./markdown.ts')).render,
  html: async () => (await import('./html.ts')).render,
} satisfies Record<string, () => Promise<Renderer>>;

export type Format = keyof typeof formats;

export const formatNames: readonly string[] = Object.keys(formats);

export const isFormat = (name: string): name is Format => Object.hasOwn(formats, name);

export const renderer = (format: Format): Promise<Renderer> => formats[format]();
