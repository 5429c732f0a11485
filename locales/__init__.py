"""The catalogues: what Havn says in other languages than Bokmål."""
