/** Clients that wait for a peer without a limit unless they are told otherwise, and the option that sets one. */
import type { Kind } from '../../waits/wait.ts';
import { module, type Pattern } from './pattern.ts';

const network: readonly Kind[] = [
  'tcp-receive',
  'tcp-connect',
  'tcp-send',
  'unix-receive',
  'unix-connect',
  'unix-send',
  'poll',
];
const names: readonly Kind[] = ['udp-receive', 'poll', 'tcp-connect', 'tcp-receive', 'unix-receive'];

export const limits: readonly Pattern[] = [
  // a library's own limits begin after the name is known
  {
    about: 'peer',
    kinds: names,
    function:
      /^(?:getaddrinfo|gethostby\w+|getnameinfo|_*res_n?(?:send|query|search)\w*|_*res_context_\w+|java\.net\.Inet\d?Address(?:Impl)?\..*)$/,
    advice:
      'It waits for a name server: that is outside of the program\'s own time limits. Bound it with "options timeout:2 attempts:2" in /etc/resolv.conf, or see why the name server is silent.',
  },
  {
    about: 'peer',
    kinds: network,
    file: module('redis/\\w+|redis/_parsers/\\w+'),
    when: ({ inner }) =>
      inner.some(({ function: name }) =>
        /^(?:b[lrz]\w*pop\w*|blmove|listen|xread\w*|get_message)$/.test(name ?? ''),
      ),
    advice: null,
  },
  {
    about: 'peer',
    kinds: network,
    file: module('redis/\\w+|redis/_parsers/\\w+'),
    advice:
      'redis-py waits without a limit by default: create the client with socket_timeout=5 and socket_connect_timeout=5.',
  },
  {
    about: 'peer',
    kinds: network,
    file: module('psycopg/\\w+|psycopg2/\\w+'),
    advice:
      "psycopg waits without a limit by default: connect with connect_timeout=10 and options='-c statement_timeout=30000', and set tcp_user_timeout for a server that vanishes.",
  },
  {
    about: 'peer',
    kinds: network,
    file: module('pymysql/\\w+|MySQLdb/\\w+'),
    advice:
      'The MySQL client reads without a limit by default: connect with connect_timeout=10, read_timeout=30 and write_timeout=30.',
  },
  {
    about: 'peer',
    kinds: network,
    file: module('pymongo/\\w+'),
    advice:
      'pymongo has no limit for an answer by default: pass socketTimeoutMS=30000 to MongoClient, or timeoutMS for whole operations.',
  },
  {
    about: 'peer',
    kinds: network,
    file: module('requests/(?:api|sessions|adapters)'),
    advice:
      'requests waits for ever unless it is told otherwise: pass timeout=(5, 30), the seconds for connecting and for each read.',
  },
  {
    about: 'peer',
    kinds: network,
    file: module('urllib3/(?:connectionpool|poolmanager|connection)'),
    advice:
      'urllib3 waits for ever unless it is told otherwise: pass timeout=urllib3.Timeout(connect=5, read=30).',
  },
  {
    about: 'peer',
    kinds: network,
    file: module('urllib/request|urllib2|urllib'),
    advice:
      'urlopen waits for ever unless it is told otherwise: pass timeout=30, or call socket.setdefaulttimeout(30) at the beginning of the program.',
  },
  {
    about: 'peer',
    kinds: network,
    file: module('http/client|httplib'),
    advice:
      'The HTTP connection has no time limit unless it gets one: create it with timeout=30, as in HTTPConnection(host, timeout=30).',
  },
  {
    about: 'peer',
    kinds: network,
    file: module('smtplib|ftplib|imaplib|poplib|telnetlib|nntplib|xmlrpc/client|xmlrpclib'),
    advice:
      'This client of the standard library has no time limit unless it gets one: pass timeout=30 where it is created, or call socket.setdefaulttimeout(30) before (XML-RPC).',
  },
  {
    about: 'peer',
    kinds: [...network, 'futex'],
    function: /^java\.net\.http\.|^jdk\.internal\.net\.http\./,
    advice:
      'java.net.http waits for ever unless it is told otherwise: HttpRequest.Builder.timeout(Duration.ofSeconds(30)) and HttpClient.Builder.connectTimeout.',
  },
  {
    about: 'peer',
    kinds: network,
    function: /^org\.postgresql\./,
    advice:
      'The JDBC driver of PostgreSQL waits without a limit by default: add socketTimeout=30&connectTimeout=10 (seconds) to its URL, and Statement.setQueryTimeout.',
  },
  {
    about: 'peer',
    kinds: network,
    function: /^(?:com\.mysql|org\.mariadb)\./,
    advice:
      'The JDBC driver waits without a limit by default: add socketTimeout=30000&connectTimeout=10000 (milliseconds) to its URL, and Statement.setQueryTimeout.',
  },
  {
    about: 'peer',
    kinds: network,
    function: /^oracle\.(?:jdbc|net)\./,
    advice:
      'The JDBC driver of Oracle waits without a limit by default: set the properties oracle.jdbc.ReadTimeout and oracle.net.CONNECT_TIMEOUT (milliseconds).',
  },
  {
    about: 'peer',
    kinds: network,
    function: /^com\.microsoft\.sqlserver\./,
    advice:
      'The JDBC driver of SQL Server waits without a limit by default: set socketTimeout and queryTimeout in its URL.',
  },
  {
    about: 'peer',
    kinds: network,
    function: /^org\.apache\.(?:http|hc)\./,
    advice:
      'Apache HttpClient waits without a limit by default: set connect and response (socket) time-outs in its RequestConfig.',
  },
  {
    about: 'peer',
    kinds: network,
    function: /^sun\.net\.www\.|URLConnection\./,
    advice:
      'URLConnection waits for ever unless it is told otherwise: setConnectTimeout(5000) and setReadTimeout(30000).',
  },
  {
    about: 'peer',
    kinds: network,
    file: /\/node_modules\/axios\//,
    advice:
      'axios has no time limit by default: pass { timeout: 30000 }, and a signal of AbortSignal.timeout(30000) for connecting.',
  },
  {
    about: 'peer',
    kinds: network,
    function: /^(?:curl_(?:easy_perform|multi_\w+)|Curl_\w+)$/,
    advice:
      'A transfer of curl has no time limit by default: set CURLOPT_TIMEOUT and CURLOPT_CONNECTTIMEOUT, or --max-time and --connect-timeout.',
  },
  {
    about: 'peer',
    kinds: network,
    function: /^(?:PQ(?:exec\w*|getResult|connectdb\w*|consumeInput)|pqWait\w*)$/,
    advice:
      'libpq waits without a limit by default: set connect_timeout, tcp_user_timeout and statement_timeout in the connection string.',
  },
  {
    about: 'peer',
    kinds: network,
    function: /^mysql_(?:real_query|query|real_connect|store_result)$/,
    advice:
      'The MySQL library waits without a limit by default: set MYSQL_OPT_CONNECT_TIMEOUT and MYSQL_OPT_READ_TIMEOUT.',
  },
  {
    about: 'retry',
    kinds: ['sleep', 'poll', 'futex'],
    file: module('tenacity/\\w+'),
    advice:
      'It is between two attempts, and tenacity tries for ever unless it is told otherwise: pass stop=stop_after_delay(60).',
  },
  {
    about: 'retry',
    kinds: ['sleep', 'poll', 'futex'],
    file: module('backoff/_sync'),
    advice:
      'It is between two attempts, and backoff tries for ever unless it is told otherwise: pass max_time=60.',
  },
];
