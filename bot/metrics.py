"""Figures for Prometheus. They count; nothing here can tell one person from another."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

UPDATES = Counter("havn_updates_total", "Updates from Telegram, by what became of them", ["outcome"])
TURNS = Histogram(
    "havn_turn_seconds",
    "From an update's arrival to its commit",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
CALLS = Counter("havn_telegram_calls_total", "Calls to Telegram, by kind and outcome", ["kind", "outcome"])
ALERT_DELAY = Histogram(
    "havn_alert_delay_seconds",
    "From an alert's commit to Telegram taking the first page",
    buckets=(0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 15, 60, 300),
)
WAITING = Gauge("havn_outbox_waiting", "Messages that wait to be sent")
SET_ASIDE = Gauge("havn_outbox_set_aside", "Messages that Telegram will never take")
OVERDUE = Gauge("havn_due_work_overdue_seconds", "How late the oldest due work is")
UNACKNOWLEDGED = Gauge("havn_alerts_unacknowledged", "Alerts that nobody has acknowledged", ["level"])
ON_DUTY = Gauge("havn_coordinators_on_duty", "Coordinators on duty now")
HELD = Gauge("havn_declarations_held", "Declarations waiting for a first reader's key")
