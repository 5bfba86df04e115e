"""A small Bot API for the tests: as an HTTP server on loopback for a real process, and as a request object for an application in the test.

It knows what Telegram knows that matters here: updates wait until their offset is confirmed, ids of messages grow, markup
that cannot be parsed is refused, and so is a message that is too long.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import IO, Any
from urllib.parse import parse_qs

from telegram.request import BaseRequest, RequestData

TOKEN = "123456789:AAtest-token_that-must-not-be-seen-0"
ME: dict[str, Any] = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "Timeline",
    "username": "timeline_test_bot",
    "can_read_all_group_messages": False,
}

Reply = tuple[int, dict[str, Any]]


@dataclass(frozen=True)
class Called:
    method: str
    data: dict[str, Any]
    at: float = field(default_factory=time.monotonic)

    @property
    def chat(self) -> int:
        return int(self.data["chat_id"])

    @property
    def text(self) -> str:
        return str(self.data.get("text", ""))


def error(status: int, description: str, **parameters: int) -> Reply:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return status, body | ({"parameters": parameters} if parameters else {})


class _Markup(HTMLParser):
    """Telegram's rules: known tags, closed in order, nothing nested in a quotation of its own kind."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.visible = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("b", "i", "a", "blockquote") or (tag == "blockquote" and tag in self.open):
            raise ValueError(f"unsupported start tag {tag!r}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ValueError(f"unexpected end tag {tag!r}")

    def handle_data(self, data: str) -> None:
        self.visible += data


def visible(html: str) -> str:
    """What is seen of a message. Raises ValueError for markup that Telegram would refuse."""
    parser = _Markup()
    parser.feed(html)
    parser.close()
    if parser.open:
        raise ValueError(f"can't find the end of {parser.open[-1]!r}")
    return parser.visible


class BotApi:
    """`script[method]` holds replies for the next calls of a method, before the ordinary ones; None in it is an ordinary one."""

    def __init__(self, me: Mapping[str, Any] = ME) -> None:
        self.me = dict(me)
        self.calls: list[Called] = []
        self.script: dict[str, deque[Reply | None]] = defaultdict(deque)
        self.rule: Callable[[str, dict[str, Any]], Reply | None] = lambda method, data: None
        """Asked for each call after the script."""
        self.delay: Callable[[str, dict[str, Any]], float] = lambda method, data: 0.0
        """Seconds that the answer to a call takes, over HTTP."""
        self.members: dict[tuple[int, int], str] = {}
        self._updates: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._ids = 1000
        self._polling = 0

    # --- what users do ----------------------------------------------------------------------------------------------

    def deliver(self, *updates: dict[str, Any]) -> None:
        with self._changed:
            self._updates += updates
            self._changed.notify_all()

    @property
    def pending(self) -> int:
        return len(self._updates)

    def sent(self, chat: int | None = None, method: str = "sendMessage") -> list[Called]:
        return [call for call in list(self.calls) if call.method == method and (chat is None or call.chat == chat)]

    def wait(self, condition: Callable[[], object], seconds: float = 10) -> None:
        """Until something has been called that makes the condition true."""
        end = time.monotonic() + seconds
        with self._changed:
            while not condition():
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"not in {seconds} s; calls: {[(call.method, call.data) for call in self.calls][-20:]}")
                self._changed.wait(min(left, 0.2))

    # --- the API ----------------------------------------------------------------------------------------------------

    def call(self, method: str, data: dict[str, Any]) -> Reply:
        with self._changed:
            self.calls.append(Called(method, data))
            scripted = self.script[method].popleft() if self.script[method] else None
            self._changed.notify_all()
        reply = scripted or self.rule(method, data) or self._refusal(data)
        return reply if reply is not None else (200, {"ok": True, "result": self._result(method, data)})

    def _refusal(self, data: dict[str, Any]) -> Reply | None:
        text = data.get("text")
        if not isinstance(text, str):
            return None
        if not text.strip():
            return error(400, "Bad Request: message text is empty")
        try:
            seen = visible(text) if data.get("parse_mode") == "HTML" else text
        except ValueError as problem:
            return error(400, f"Bad Request: can't parse entities: {problem}")
        if len(seen.encode("utf-16-le")) > 2 * 4096:
            return error(400, "Bad Request: message is too long")
        rows = (data.get("reply_markup") or {}).get("inline_keyboard", [])
        if any(len(button.get("callback_data", "").encode()) > 64 for row in rows for button in row):
            return error(400, "Bad Request: BUTTON_DATA_INVALID")
        return None

    def _result(self, method: str, data: dict[str, Any]) -> Any:
        if method == "getMe":
            return self.me
        if method == "getUpdates":
            return self._poll(data)
        if method == "getChatMember":
            user = int(data["user_id"])
            status = self.members.get((int(data["chat_id"]), user), "member")
            base: dict[str, Any] = {"status": status, "user": {"id": user, "is_bot": False, "first_name": "U"}}
            if status == "administrator":
                rights = (
                    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members"
                    " can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
                )
                base |= dict.fromkeys(rights.split(), False)
            return base | ({"is_anonymous": False} if status == "creator" else {})
        if method in ("sendMessage", "sendPhoto", "editMessageText"):
            with self._changed:
                self._ids += 1
                id = int(data.get("message_id") or self._ids)
            chat = {"id": int(data.get("chat_id") or 0), "type": "private", "first_name": "U"}
            return {"message_id": id, "date": int(time.time()), "chat": chat, "from": self.me, "text": str(data.get("text", ""))}
        if method == "answerGuestQuery":
            return {"inline_message_id": "guest-1"}
        return True

    def _poll(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """Long polling, cut to two seconds at most."""
        end = time.monotonic() + min(float(data.get("timeout") or 0), 2.0)
        offset = data.get("offset")
        with self._changed:
            if offset is not None:
                self._updates = [update for update in self._updates if update["update_id"] >= int(offset)]
            while not self._updates and time.monotonic() < end:
                self._changed.wait(0.1)
            return list(self._updates[:100])

    # --- over HTTP --------------------------------------------------------------------------------------------------

    @contextmanager
    def serve(self, token: str = TOKEN) -> Iterator[str]:
        """The base URL, as TELEGRAM_API_BASE_URL takes it."""
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                given, _, method = self.path.removeprefix("/bot").partition("/")
                data = parse(self.headers.get("Content-Type", ""), body)
                if given != token:
                    reply = error(401, "Unauthorized")
                else:
                    reply = api.call(method, data)
                    time.sleep(api.delay(method, data))
                content = json.dumps(reply[1]).encode()
                try:
                    self.send_response(reply[0])
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                except OSError:
                    self.close_connection = True  # whoever asked is gone

            def log_message(self, format: str, *args: Any) -> None:
                """Silence: the tests look at `calls`."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request: Any, client_address: Any) -> None:
                if not isinstance(sys.exc_info()[1], ConnectionError):  # whoever asked has ended in the middle of it
                    super().handle_error(request, client_address)

        server = Server(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/bot"
        finally:
            server.shutdown()
            server.server_close()


def parse(content_type: str, body: bytes) -> dict[str, Any]:
    """The parameters of a call, JSON in them decoded. Files are given by their size."""
    if content_type.startswith("multipart/"):
        message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
        values: dict[str, Any] = {}
        for part in message.iter_parts():
            name = part.get_param("name", header="content-disposition")
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            values[str(name)] = len(payload) if part.get_filename() else payload.decode()
        return {name: decoded(name, value) for name, value in values.items()}
    return {name: decoded(name, values[0]) for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}


_TEXTS = ("text", "caption", "callback_query_id", "inline_query_id", "guest_query_id")


def decoded(name: str, value: Any) -> Any:
    if not isinstance(value, str) or name in _TEXTS:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


class Recorder(BaseRequest):
    """The API without a network, below a real Application."""

    def __init__(self, api: BotApi) -> None:
        self.api = api

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any) -> tuple[int, bytes]:
        given = {} if request_data is None else {name: decoded(name, value) for name, value in request_data.json_parameters.items()}
        files = {} if request_data is None else {name: _size(parts[1]) for name, parts in request_data.multipart_data.items()}
        status, body = self.api.call(url.rsplit("/", 1)[1], given | files)
        return status, json.dumps(body).encode()


def _size(content: bytes | IO[bytes]) -> int:
    return len(content if isinstance(content, bytes) else content.read())


# --- updates --------------------------------------------------------------------------------------------------------


class Updates:
    """Makes updates with growing ids, as Telegram words them."""

    def __init__(self, first: int = 1) -> None:
        self.id = first
        self.message_id = 0

    def _next(self, **content: Any) -> dict[str, Any]:
        self.id += 1
        return {"update_id": self.id} | content

    def body(self, chat: int, kind: str, text: str | None, user: int | None = 42, **more: Any) -> dict[str, Any]:
        self.message_id += 1
        named = {"first_name": "Ada"} if kind == "private" else {"title": "Room"}
        message: dict[str, Any] = {"message_id": self.message_id, "date": int(time.time()), "chat": {"id": chat, "type": kind} | named}
        if user is not None:
            message["from"] = {"id": user, "is_bot": False, "first_name": "Ada"}
        if text is not None:
            message["text"] = text
        if text is not None and text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        return message | more

    def private(self, text: str | None, user: int = 42, **more: Any) -> dict[str, Any]:
        return self._next(message=self.body(user, "private", text, user, **more))

    def group(self, text: str | None, chat: int = -100, user: int = 42, **more: Any) -> dict[str, Any]:
        return self._next(message=self.body(chat, "supergroup", text, user, **more))

    def channel(self, text: str, chat: int = -200, **more: Any) -> dict[str, Any]:
        return self._next(channel_post=self.body(chat, "channel", text, None, **more))

    def edited(self, update: dict[str, Any], text: str, after: int = 5) -> dict[str, Any]:
        """An edit of a message or channel post, so many seconds after it."""
        kind = "message" if "message" in update else "channel_post"
        return self._next(**{f"edited_{kind}": update[kind] | {"text": text, "edit_date": update[kind]["date"] + after}})

    def press(self, data: str, message: dict[str, Any] | None = None, user: int = 42, **more: Any) -> dict[str, Any]:
        query = {"id": f"q{self.id}", "from": {"id": user, "is_bot": False, "first_name": "Ada"}, "chat_instance": "c", "data": data}
        return self._next(callback_query=query | ({"message": message} if message is not None else {}) | more)

    def inline(self, text: str, user: int = 42) -> dict[str, Any]:
        query = {"id": f"i{self.id}", "from": {"id": user, "is_bot": False, "first_name": "Ada"}, "query": text, "offset": ""}
        return self._next(inline_query=query)

    def guest(self, text: str, chat: int = -300, user: int = 42) -> dict[str, Any]:
        return self._next(guest_message=self.body(chat, "supergroup", text, user, guest_query_id=f"g{self.id}"))


def from_bot(api: BotApi, message_id: int, chat: int, kind: str = "supergroup", **more: Any) -> dict[str, Any]:
    """A message of the bot, as it stands in `reply_to_message` or below a pressed button."""
    return {
        "message_id": message_id,
        "date": int(time.time()),
        "chat": {"id": chat, "type": kind, "title": "Room"},
        "from": api.me,
        "text": "an answer",
    } | more
