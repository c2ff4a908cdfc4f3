/** A daemon that sleeps until the next minute. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'cron sleeps until the next minute',
  shows: ['sleep'],
  with: ['cron'],
  needs: ['cron', 'unshare'],
  root: true,
  async make(stage) {
    // in a mount namespace of its own, so that it neither finds the machine's tables nor leaves its pid file
    const own =
      'mount -t tmpfs none /run && mount -t tmpfs none /var/spool/cron && mount -t tmpfs none /etc/cron.d && mount --bind /dev/null /etc/crontab && exec cron -f';
    const { pid } = await stage.start(['unshare', '--mount', '--', 'sh', '-c', own], { ready: null });
    await stage.asleep(pid, ['clock_nanosleep']);
    return restingTree(stage, pid);
  },
};

export default scene;
