"""Answers worded by a language model where one is connected; nothing of it is needed elsewhere."""
