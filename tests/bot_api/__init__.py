"""A second opinion on Telegram: a strict Bot API server for the tests, independent of the program that it judges.

It knows Telegram's published schema and documentation and nothing of Havn.
"""

from tests.bot_api.schema import check_call, check_object, check_update
from tests.bot_api.server import BotApi
from tests.bot_api.user import User

__all__ = ["BotApi", "User", "check_call", "check_object", "check_update"]
