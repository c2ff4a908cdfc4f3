/**
 * Where a process belongs, as far as its control groups tell (cgroups(7), systemd.unit(5)).
 *
 *   /system.slice/cron.service
 *   /user.slice/user-1000.slice/user@1000.service/app.slice/app-fetcher.service
 *   /system.slice/docker-3f1c….scope
 *   /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod8a….slice/cri-containerd-3f1c….scope
 *   /lxc.payload.web/system.slice/nginx.service
 */
import type { Process } from '../../machine/machine.ts';

const unitName = /^.+\.(?:service|scope|socket|mount|swap)$/;

/** Names of the runtimes' own groups: `docker-ID.scope`, `crio-ID`, `libpod-ID`; conmon only watches a container. */
const scopeOfId = /^(?!libpod-conmon-|crio-conmon-)(?:[a-z][a-z-]*-)?([0-9a-f]{64})(?:\.scope)?$/;
const shortId = /^[0-9a-f]{12,64}$/;
const namedByLxc = /^lxc\.(?:payload\.)?(.+)$/;
const namedByNspawn = /^machine-(.+)\.scope$|^systemd-nspawn@(.+)\.service$/;

/** systemd keeps its units in version 2, or in a hierarchy of its own. */
const systemdPath = ({ cgroups }: Process): string =>
  cgroups.get('name=systemd') ?? cgroups.get('') ?? [...cgroups.values()][0] ?? '';

const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '');

/** The innermost unit: a service may have groups of its own below its. */
export function unitOf(process: Process): string | null {
  const parts = partsOf(systemdPath(process));
  return [...parts].reverse().find((part) => unitName.test(part)) ?? null;
}

/** The innermost container, by its id, or by its name where the runtime has only that. */
export function containerOf(process: Process): string | null {
  for (const path of new Set(process.cgroups.values())) {
    const parts = partsOf(path);
    for (let at = parts.length - 1; at >= 0; at--) {
      const container = containerIn(parts[at] ?? '', parts[at - 1] ?? '');
      if (container !== null) return container;
    }
  }
  return null;
}

function containerIn(part: string, above: string): string | null {
  const id = scopeOfId.exec(part)?.[1];
  if (id !== undefined) return id;
  if (/^(?:docker|podman|garden|ecs|lxc)$/.test(above) && (above === 'lxc' || shortId.test(part)))
    return part;
  const named = namedByLxc.exec(part) ?? namedByNspawn.exec(part);
  const name = named?.[1] ?? named?.[2];
  return name === undefined ? null : unescaped(name);
}

/** systemd writes `-` inside of a name as `\x2d`. */
const unescaped = (name: string): string =>
  name.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
