"""What the server answers when it will not do what a bot asks: code and words as Telegram's."""


class Refused(Exception):
    """A call that the server turns down: Telegram's error code, its words and, for 429, the seconds to wait."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


def bad_request(reason: str) -> Refused:
    """400: the call is malformed, or what it names does not exist or may not be changed."""
    return Refused(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refused:
    """403: the person or the group will not hear from the bot."""
    return Refused(403, f"Forbidden: {reason}")


def conflict(reason: str) -> Refused:
    """409: somebody else collects this bot's updates."""
    return Refused(409, f"Conflict: {reason}")


def too_many(retry_after: int) -> Refused:
    """429: the bot sends faster than it may; it is to wait `retry_after` seconds."""
    return Refused(429, f"Too Many Requests: retry after {retry_after}", retry_after)


def not_modified() -> Refused:
    """An edit that would change nothing."""
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same as "
        "a current content and reply markup of the message",
    )
