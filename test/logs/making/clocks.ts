/** How programs write the time of a line, for the logs that the tests make. All in UTC. */

const two = (value: number): string => String(value).padStart(2, '0');
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const parts = (ms: number) => {
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    time: `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`,
    millis: String(date.getUTCMilliseconds()).padStart(3, '0'),
  };
};

export const clocks = {
  /** Python's logging. */
  python: (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23),
  iso: (ms: number) => new Date(ms).toISOString(),
  seconds: (ms: number) => new Date(ms).toISOString().replace('T', ' ').slice(0, 19),
  /** RFC 3164. */
  syslog: (ms: number) => {
    const { month, day, time } = parts(ms);
    return `${months[month] ?? ''} ${String(day).padStart(2)} ${time}`;
  },
  /** klog, of Kubernetes. */
  klog: (ms: number) => {
    const { month, day, time, millis } = parts(ms);
    return `I${two(month + 1)}${two(day)} ${time}.${millis}000`;
  },
  go: (ms: number) => {
    const { year, month, day, time } = parts(ms);
    return `${year}/${two(month + 1)}/${two(day)} ${time}`;
  },
  java: (ms: number) => new Date(ms).toISOString().replace('T', ' ').slice(0, 23),
  access: (ms: number) => {
    const { year, month, day, time } = parts(ms);
    return `${two(day)}/${months[month] ?? ''}/${year}:${time} +0000`;
  },
  none: () => '',
} satisfies Record<string, (ms: number) => string>;
