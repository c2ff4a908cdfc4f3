/**
 * `inotify`: a read of an inotify or fanotify descriptor (inotify(7), fanotify(7)): it rests until a file changes.
 * Sample: `0 0x3 0x7f… 0x1000 …` (read, fd 3) with stack `inotify_read`; its link is `anon_inode:inotify`, and fdinfo
 * has a line for each thing watched: `inotify wd:1 ino:3f7e8 sdev:fe00000 mask:2 ignored_mask:0 …`.
 */
import type { DescriptorWait } from './descriptor-wait.ts';
import { descriptorRecogniser } from './descriptor-recogniser.ts';

export const isInotify = (target: string): boolean => /^anon_inode:\[?(inotify|fanotify)\]?$/.test(target);

export const inotifyWait: DescriptorWait = (_machine, _thread, { pid, fd, target, info }) => {
  const name = target.includes('fanotify') ? 'fanotify' : 'inotify';
  const watches = (info ?? '')
    .split('\n')
    .filter((line) => /^(inotify wd:|fanotify (ino|mnt_id|sdev):)/.test(line));
  const object =
    info === null ? name : `${name} with ${watches.length === 1 ? '1 watch' : `${watches.length} watches`}`;
  return Promise.resolve({
    kind: 'inotify',
    object,
    posture: 'rest',
    enders: [{ by: 'outside', what: 'a change of a file' }],
    ready: false,
    clause: object,
    evidence: watches.slice(0, 1).map((text) => ({ source: `/proc/${pid}/fdinfo/${fd}`, text })),
  });
};

export const recognise = descriptorRecogniser({
  kind: 'inotify',
  direction: 'in',
  is: (_machine, _thread, { target }) => isInotify(target),
  wait: inotifyWait,
  sleepsIn: /^(inotify|fanotify)_read/,
  posture: 'rest',
});
