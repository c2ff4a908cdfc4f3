"""Fetches station after station, each in a child process of its own, and writes into the log what begins and ends.

The fault is one that is made every day: HTTPConnection without a timeout waits for an answer for ever.
"""
import http.client
import logging
import os
import sys

host, port, log, first, last = sys.argv[1:]
logging.basicConfig(filename=log, level=logging.INFO, format='%(asctime)s %(levelname)s %(message)s')

for station in range(int(first), int(last) + 1):
    child = os.fork()
    if child == 0:
        logging.info('station_id=%04d start', station)
        connection = http.client.HTTPConnection(host, int(port))
        connection.request('GET', '/station/%04d' % station)
        answer = connection.getresponse().read()
        logging.info('station_id=%04d end, %d bytes', station, len(answer))
        os._exit(0)
    os.waitpid(child, 0)
