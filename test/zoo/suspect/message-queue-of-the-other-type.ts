/** Two processes and one System V queue: it is full of requests, the server reads control messages only, of which none can come. */
import type { Scene } from '../scene.ts';

const source = `
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
class Message(ctypes.Structure):
    _fields_ = [('type', ctypes.c_long), ('text', ctypes.c_char * 4096)]
queue = libc.msgget(0, 0o1600)
print('queue %d' % queue)
child = os.fork()
message = Message(2 if child else 1)
if child:
    print('ready %d' % child)
    libc.msgrcv(queue, ctypes.byref(message), 4096, ctypes.c_long(2), 0)
    while True:
        libc.msgrcv(queue, ctypes.byref(message), 4096, ctypes.c_long(1), 0)
while True:
    libc.msgsnd(queue, ctypes.byref(message), 4096, 0)
`;

const scene: Scene = {
  title: 'a full queue whose reader wants a message of another type',
  shows: ['message-queue'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid, line } = await stage.python(source);
    const queue = await line('queue');
    stage.atEnd(() => stage.run(['ipcrm', '-q', queue]).then(() => undefined));
    const child = Number(await line('ready'));
    await stage.asleep(child, ['msgsnd']);
    await stage.asleep(pid, ['msgrcv']);
    return { ask: [pid], rootCauses: [{ pid: [pid, child], kind: 'message-queue' }] };
  },
};

export default scene;
