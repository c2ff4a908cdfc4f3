/** A moment as the report has it: in the reader's zone (TZ), with milliseconds: `2017-12-18T03:29:47.230+09:00`. */
import { format } from 'date-fns/format';

/** @param ms since the epoch; a fraction is rounded */
export const isoTime = (ms: number): string => format(Math.round(ms), "yyyy-MM-dd'T'HH:mm:ss.SSSxxx");
