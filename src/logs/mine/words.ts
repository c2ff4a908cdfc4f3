/**
 * Words that hint at what a line means, in English. They only shorten how many examples are wanted: a log in another
 * language is mined by its numbers alone.
 */

const wordsIn = (text: string): ReadonlySet<string> =>
  new Set(text.split(/\s+/).filter((word) => word !== ''));

const begins = wordsIn(`
  start starts started starting begin begins began begun beginning open opens opened opening acquire acquired acquiring
  receive received receiving enter entered entering launch launched launching spawn spawned spawning submit submitted
  submitting request requested requesting dispatch dispatched queue queued enqueue enqueued run running fetch fetching
  connect connecting download downloading upload uploading process processing load loading execute executing schedule
  scheduled create creating created accepted accept accepting take taken lock locking locked reserve reserved
  call calling invoke invoking invoked send sending handle handling connected attach attached mount mounted claim claimed
  allocate allocated import importing export exporting sync syncing compile compiling build building add added assigned
  retry retrying initiating initiated reading writing backup copying pending
`);

const ends = wordsIn(`
  end ends ended ending finish finishes finished finishing complete completes completed completing completion done close
  closes closed closing release released releasing succeed succeeded success successful successfully stop stops stopped
  stopping terminate terminated terminating exit exits exited exiting leave left leaving return returned returning
  respond responded response replied reply answered sent delivered processed handled executed fetched downloaded
  uploaded loaded saved stored written removed remove deleted delete destroyed destroy freed free unlocked unlock
  disconnected disconnect acknowledged acked ack committed commit aborted abort cancelled canceled cancel failed fail
  failure expired timeout timed rejected reject dropped discarded rolled finalized resolved settled built compiled
  imported exported synced ok passed detached unmounted reconciled copied served
  elapsed took dequeued closing ready collected harvested disposed gone died
`);

/** An operation that has said one of these is over for good. */
const strongEnds = wordsIn(`
  finished completed ended done closed succeeded removed deleted released terminated exited stopped aborted cancelled
  canceled returned disconnected destroyed committed failed
`);

const errors = wordsIn(`
  error errors fatal critical crit alert emerg exception traceback panic failed failure fail fails raised aborted abort
  killed crashed severe err timeout timed rejected refused cancelled canceled unable cannot expired
`);

const errorLevels = wordsIn('error err fatal critical crit alert emerg emergency severe panic e f');

const levels = wordsIn(`
  trace debug info information notice warn warning error err fatal critical crit alert emerg emergency severe panic
  verbose config fine finer finest audit log d i w e f v
`);

/** Still at it: such a line ends nothing. */
const goesOn = wordsIn(`
  still waiting wait retry retrying retries progress attempt attempting continue continuing resuming slow keepalive
  heartbeat pending trying again step stage phase chunk part partial remaining
`);

/** What stands after these, or before a unit, measures: it is no name of anything. */
const measures = wordsIn(`
  took elapsed duration time latency size bytes length len count total status code rc exit progress percent pct
  ms seconds secs sec minutes hours mb kb gb rows lines records items retries attempt attempts ttl timeout age rate load
  cpu memory mem usage used free offset port level priority weight score version uptime delay interval lag depth
  result ret errno speed bandwidth temperature value amount price balance width height line col column row page
  after within in every for limit max min avg mean sum
`);

const units = wordsIn(`
  ms us ns s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days b byte bytes kb kib mb mib
  gb gib tb k records rows items lines files entries messages requests times retries percent % hz mhz fps rpm
  milliseconds microseconds nanoseconds attempts tries events points
`);

/** An open one of these is nobody's debt: its end is up to somebody outside. */
const standing = wordsIn(`
  session sessions connection connections connected login logged joined subscriber subscribed subscription listening
  listener lease leases tunnel vpn attached online up booting booted
`);

/** What ends so was stopped by somebody, and would have gone on. */
const stopping = wordsIn(
  'stop stopped stopping shutdown disconnect disconnected detached unmounted offline logout unsubscribed',
);

/** Whatever else is said, it went well: `finished with 0 errors`. */
const wentWell = wordsIn(
  'finished completed complete succeeded success successful successfully done ok passed',
);

/** What stands after these is the id of a process: its life is no operation of it. */
const lives = wordsIn('pid ppid process daemon');

export const isBegin = (word: string): boolean => begins.has(word);
export const isEnd = (word: string): boolean => ends.has(word);
export const isStrongEnd = (word: string): boolean => strongEnds.has(word);
export const isError = (word: string): boolean => errors.has(word);
export const isErrorLevel = (word: string): boolean => errorLevels.has(word);
export const isLevel = (word: string): boolean => levels.has(word);
export const saysItGoesOn = (word: string): boolean => goesOn.has(word);
export const isMeasure = (word: string): boolean => measures.has(word);
export const isUnit = (word: string): boolean => units.has(word);
export const isStanding = (word: string): boolean => standing.has(word);

/** A word that must not be taken for a name: it says what happens. */
export const isProtected = (word: string): boolean => {
  const lower = word.toLowerCase();
  return (
    begins.has(lower) ||
    ends.has(lower) ||
    errors.has(lower) ||
    levels.has(lower) ||
    goesOn.has(lower) ||
    (word === lower && word.length > 4 && /(?:ed|ing)$/.test(word))
  );
};
export const isLife = (word: string): boolean => lives.has(word);
export const isStopping = (word: string): boolean => stopping.has(word);
export const wentWellBy = (word: string): boolean => wentWell.has(word);
