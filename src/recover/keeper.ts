/**
 * The program of the keeper (hands.ts), in Perl: it is in Debian's essential set, and can fork, exec and set a session,
 * which Node cannot. Descriptor 3 brings first the plan (a length, then `(N/a*)*`), then one letter an order: g start,
 * x end. 4 takes what it has to tell. Descriptors from 5 on are the /proc/PID directories of the old processes.
 * The end of 3 without an x means that why-stuck has been killed: if no start was ordered so far, it waits for the old
 * ones to end, kills the rest of them where the first has ended, and starts. Its command line names nobody.
 */
import type { StartPlan } from './start-plan.ts';

export const keeperProgram = String.raw`
use strict; use POSIX ();
open(my $in, '<&=', 3) or exit 9; open(my $out, '>&=', 4) or exit 9;
$SIG{$_} = 'IGNORE' for qw(PIPE HUP INT); $SIG{CHLD} = sub {};
sub take { my ($n, $b) = (shift, ''); while (length($b) < $n) { my $r = sysread($in, $b, $n - length($b), length($b)); exit 0 unless $r } $b }
sub say_ { syswrite($out, "$_[0]\n") }
my ($umask, $patience, $old, $ignore, $cgroup, $file, $count, @rest) = unpack('(N/a*)*', take(unpack('N', take(4))));
my @argv = splice(@rest, 0, $count); my ($child, $ordered) = (0, 0);
sub start {
  $ordered = 1; my $pid = fork;
  if (!defined $pid) { say_("failed cannot fork: $!"); return }
  if (!$pid) {
    POSIX::setsid();
    if ($cgroup ne '' and open(my $g, '>', "$cgroup/cgroup.procs")) { syswrite($g, "0"); close $g }
    POSIX::close($_) for 3 .. 4 + $old;
    $SIG{$_} = 'DEFAULT' for qw(PIPE HUP INT CHLD); $SIG{$_} = 'IGNORE' for split / /, $ignore;
    umask(oct $umask) if $umask ne '';
    %ENV = map { /^([^=]+)=(.*)$/s ? ($1, $2) : () } @rest;
    no warnings; exec { $file } @argv; POSIX::_exit(127);
  }
  $child = $pid; say_("pid $pid");
}
sub dead {
  open(my $f, '<', "/proc/self/fd/$_[0]/stat") or return 1;
  my $line = <$f>; defined $line and $line =~ /^.*\) ([A-Z]) /s or return 1; $1 =~ /[ZX]/ ? 1 : 0;
}
sub orphaned {
  exit 0 if $ordered or !$old;
  for (1 .. $patience * 10) { last if dead(5); select(undef, undef, undef, .1) }
  exit 0 unless dead(5);
  for my $fd (6 .. 4 + $old) { syscall(424, $fd, 9, 0, 0) unless dead($fd) }
  for (1 .. 20) { last unless grep { !dead($_) } 6 .. 4 + $old; select(undef, undef, undef, .1) }
  start(); exit 0;
}
say_("ready $$");
while (1) {
  if ($child and waitpid($child, 1) == $child) {
    say_("exit $child " . ($? & 127 ? 'signal ' . ($? & 127) : 'code ' . ($? >> 8))); $child = 0;
  }
  my $ready = ''; vec($ready, 3, 1) = 1; next if select($ready, undef, undef, .05) < 1;
  my $n = sysread($in, my $order, 1); orphaned() unless $n;
  start() if $order eq 'g'; exit 0 if $order eq 'x';
}
`;

/** `(N/a*)*` of perl's unpack: each field behind its length, all of it behind the length of all. */
export function planBytes(plan: StartPlan, old: number, environment: Buffer): Buffer {
  const [program, ...more] = plan.chain;
  const argv = program === undefined ? plan.argv : [program, ...more, ...plan.argv];
  const fields: Buffer[] = [
    plan.umask === null ? '' : plan.umask.toString(8),
    String(plan.patienceSeconds),
    String(old),
    plan.ignored.join(' '),
    plan.cgroup ?? '',
    program ?? plan.file,
    String(argv.length),
    ...argv,
  ].map((text) => Buffer.from(text));
  for (let at = 0; at < environment.length;) {
    const end = environment.indexOf(0, at);
    fields.push(environment.subarray(at, end < 0 ? undefined : end));
    at = end < 0 ? environment.length : end + 1;
  }
  const framed = fields.flatMap((field) => [lengthOf(field), field]);
  const all = Buffer.concat(framed);
  return Buffer.concat([lengthOf(all), all]);
}

function lengthOf(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}
