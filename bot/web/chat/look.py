"""The look of Gradio's own components: the colours and fonts of `static/`, which styles the rest.

System fonts only: no font is fetched, and Chinese has its place in every list.
"""

from gradio.themes import Base, Color
from gradio.themes.utils import sizes

FONT = (
    "system-ui", "-apple-system", "Segoe UI", "Roboto", "PingFang SC", "Microsoft YaHei",
    "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif",
)  # fmt: skip
FONT_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")

CINNABAR = Color(
    "#fbf1ee", "#f6dfd9", "#ecbfb4", "#de9888", "#cc6d59",
    "#b84a36", "#9c3424", "#7f291c", "#652117", "#511c15", "#33110c",
    name="cinnabar",
)  # fmt: skip
PAPER = Color(
    "#fbf9f5", "#f4f0e8", "#e7e0d3", "#d3c9b8", "#a89d8c",
    "#776d60", "#5b5349", "#443e37", "#2c2824", "#1d1a17", "#141210",
    name="paper",
)  # fmt: skip


def theme() -> Base:
    """The colours read well on each other (AA): text 4.5 : 1 and more, in light and dark."""
    look = Base(
        primary_hue=CINNABAR,
        secondary_hue=CINNABAR,
        neutral_hue=PAPER,
        radius_size=sizes.radius_lg,
        font=FONT,
        font_mono=FONT_MONO,
    )
    return look.set(
        body_background_fill="#fbf9f5",
        body_background_fill_dark="#171512",
        body_text_color="#1d1a17",
        body_text_color_dark="#ece6dc",
        body_text_color_subdued="#6a6055",
        body_text_color_subdued_dark="#a89d8c",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        input_background_fill="#ffffff",
        input_background_fill_dark="#211e1a",
        input_border_color="#d3c9b8",
        input_border_color_dark="#443e37",
        input_border_color_focus="#9c3424",
        input_border_color_focus_dark="#de9888",
        input_placeholder_color="#776d60",
        input_placeholder_color_dark="#a89d8c",
        button_primary_background_fill="#9c3424",
        button_primary_background_fill_hover="#7f291c",
        button_primary_background_fill_dark="#9c3424",
        button_primary_background_fill_hover_dark="#b84a36",
        button_primary_text_color="#ffffff",
        link_text_color="#8c2f20",
        link_text_color_dark="#e9a797",
    )
