"""The options that connect a language model, the same for every command; it knows nothing of what they lead to."""

import argparse

from bot.model.endpoint import KEYS, PATIENCE_S


def model_options(purpose: str, patience_s: float = PATIENCE_S) -> argparse.ArgumentParser:
    """A parent parser with --llm, --llm-model and --llm-patience."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--llm", metavar="URL|FILE.gguf", help=purpose)
    parser.add_argument("--llm-model", metavar="NAME", help=f"the model at that address; its key: {KEYS[0]}")
    parser.add_argument(
        "--llm-patience", type=float, default=patience_s, metavar="SECONDS", help="default: %(default)g"
    )
    return parser
