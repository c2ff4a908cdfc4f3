/**
 * The machine of one look: tasks, descriptors, sockets, locks, maps and mounts, joined. Everything in it is read when
 * it is asked for, from the look that the view is at: after `view.lookAgain()` make a new one.
 */
import type { View } from '../view/view.ts';
import { startedAtMs, ticksPerSecond } from './clocks.ts';
import { descriptorsOf } from './descriptors.ts';
import { hostOf } from './host.ts';
import { locksOf } from './locks.ts';
import type { Machine } from './machine.ts';
import { mapsOf } from './maps.ts';
import { mountsOf } from './mounts.ts';
import { socketsOf } from './sockets.ts';
import { tasksOf } from './tasks.ts';

export function machineOf(view: View): Machine {
  const { clocks } = view;
  const tasks = tasksOf(view);
  const descriptors = descriptorsOf(view, tasks);
  const sockets = socketsOf(view, tasks);
  return {
    view,
    clocks,
    ticksPerSecond,
    host: hostOf(view),
    ...tasks,
    startedAtMs: (startTicks) => startedAtMs(clocks, startTicks),
    ...descriptors,
    ...sockets,
    ...locksOf(view, tasks, descriptors),
    ...mapsOf(view, tasks),
    ...mountsOf(view),
    couldNotSee: () => [...tasks.couldNotSee(), ...descriptors.couldNotSee(), ...sockets.couldNotSee()],
  };
}
