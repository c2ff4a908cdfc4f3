/** Finds the scenes: every file of hung/, healthy/ and suspect/ is one, and its name is the scene's. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Sort } from './judge.ts';
import type { Scene } from './scene.ts';

export interface Named extends Scene {
  readonly name: string;
  readonly sort: Sort;
}

const isModule = (value: unknown): value is { readonly default: Scene } => {
  const scene: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'default') : null;
  return typeof scene === 'object' && scene !== null && typeof Reflect.get(scene, 'make') === 'function';
};

/** Those whose sort/name contains one of the substrings; all where none is given. */
export const findScenes = async (substrings: readonly string[] = []): Promise<readonly Named[]> => {
  const scenes: Named[] = [];
  for (const sort of ['hung', 'suspect', 'healthy'] as const) {
    const files = readdirSync(fileURLToPath(new URL(`${sort}/`, import.meta.url))).filter((file) =>
      file.endsWith('.js'),
    );
    for (const file of files.sort()) {
      const name = file.slice(0, -'.js'.length);
      const wanted = substrings.length === 0 || substrings.some((part) => `${sort}/${name}`.includes(part));
      if (!wanted) continue;
      const module: unknown = await import(new URL(`${sort}/${file}`, import.meta.url).href);
      if (!isModule(module)) throw new Error(`${sort}/${name} exports no scene`);
      scenes.push({ ...module.default, name, sort });
    }
  }
  return scenes;
};
