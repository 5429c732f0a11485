"""The web door: the webhook, health, readiness and figures."""
