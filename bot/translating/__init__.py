"""Editions in another language, drafted by a language model for a person to approve."""
