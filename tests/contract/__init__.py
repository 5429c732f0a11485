"""Havn as a black box: the real program as a process, judged by its contract alone."""
