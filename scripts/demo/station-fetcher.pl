# The same as station-fetcher.py, for machines without Python.
use strict;
use warnings;
use IO::Handle;
use IO::Socket::INET;
use POSIX qw(strftime);
use Time::HiRes qw(time);

my ($host, $port, $log, $first, $last) = @ARGV;
open my $lines, '>>', $log or die "$log: $!";
$lines->autoflush(1);

sub note {
    my $now = time;
    my $time = strftime('%Y-%m-%d %H:%M:%S', localtime $now);
    printf $lines "%s,%03d INFO %s\n", $time, ($now - int $now) * 1000, shift;
}

for my $station ($first .. $last) {
    $station = sprintf '%04d', $station;
    my $child = fork;
    if ($child == 0) {
        note("station_id=$station start");
        my $server = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port) or die "$host:$port: $!";
        print $server "GET /station/$station HTTP/1.1\r\nHost: $host\r\nConnection: close\r\n\r\n";
        my ($bytes, $answer) = (0);
        while (defined recv($server, $answer, 4096, 0) && length $answer) { $bytes += length $answer }
        note("station_id=$station end, $bytes bytes");
        exit 0;
    }
    waitpid $child, 0;
}
