/** Who made a report. The version is package.json's, and a test holds the two together. */
export const tool = { name: 'why-stuck', version: '0.1.0' } as const;
