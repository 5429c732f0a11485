"""A program that keeps the contract's outside and nothing else: it repeats what it hears, and notes it in its data.

Written with the standard library alone, so that it starts at once.
"""

import json
import os
import signal
import sys
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

DATA = Path(os.environ["HAVN_DATA"])
API = urlsplit(os.environ["HAVN_TELEGRAM_URL"])


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path in {"/healthz", "/metrics"} else 404)
        self.end_headers()
        self.wfile.write(f"pid {os.getpid()}".encode())

    def log_message(self, *_: object) -> None:
        return


def call(method: str, **params: object) -> list[dict[str, dict[str, dict[str, int]]]]:
    connection = HTTPConnection(API.hostname or "", API.port, timeout=10)
    path = f"/bot{os.environ['HAVN_BOT_TOKEN']}/{method}"
    connection.request("POST", path, json.dumps(params), {"Content-Type": "application/json"})
    result: list[dict[str, dict[str, dict[str, int]]]] = json.loads(connection.getresponse().read())["result"]
    connection.close()
    return result


def run() -> int:
    # Before it can be seen to be up: whoever sees that may tell it to end.
    if os.environ.get("HAVN_LOG") == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = HTTPServer((os.environ["HAVN_HOST"], int(os.environ["HAVN_PORT"])), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    offset = 0
    while True:
        for update in call("getUpdates", offset=offset, timeout=2):
            offset = int(str(update["update_id"])) + 1
            with (DATA / "heard").open("a") as heard:
                heard.write(f"{update['message']['text']}\n")
            call("sendMessage", chat_id=update["message"]["chat"]["id"], text=(DATA / "heard").read_text())


def main() -> int:
    if sys.argv[1:] == ["crash"] or os.environ.get("HAVN_CONFIG") == "crash":
        sys.stderr.write("Oppsettet er feil: sett HAVN_CONFIG\n")
        return 2
    if sys.argv[1:] == ["run"]:
        return run()
    sys.stdout.write(json.dumps({"arguments": sys.argv[1:], "env": dict(os.environ), "typed": sys.stdin.read()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
