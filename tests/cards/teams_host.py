"""How Teams draws cards, as a host configuration for the adaptivecards package: its sizes, spacings and colours.

The values follow Teams' own host configurations for the light and the dark theme.
"""

from __future__ import annotations

from typing import Any

_LIGHT = {
    "ground": "#FFFFFF",
    "page": "#F5F5F5",
    "text": "#252424",
    "subtle": "#BF252424",
    "emphasis": "#F3F2F1",
    "accent": "#6264A7",
    "attention": "#C4314B",
    "good": "#237B4B",
    "warning": "#8C6900",
    "line": "#E1DFDD",
}
_DARK = {
    "ground": "#292929",
    "page": "#1F1F1F",
    "text": "#FFFFFF",
    "subtle": "#BFFFFFFF",
    "emphasis": "#3B3A39",
    "accent": "#A6A7DC",
    "attention": "#F9526B",
    "good": "#92C353",
    "warning": "#F8D22A",
    "line": "#484644",
}


def palette(theme: str) -> dict[str, str]:
    """The colours of `light` or `dark`."""
    return _DARK if theme == "dark" else _LIGHT


def config(theme: str) -> dict[str, Any]:
    """The host configuration of a theme."""
    colors = palette(theme)

    def tone(name: str) -> dict[str, str]:
        return {"default": colors[name], "subtle": colors["subtle"] if name == "text" else colors[name]}

    foreground = {
        "default": tone("text"),
        "dark": tone("text"),
        "light": tone("text"),
        "accent": tone("accent"),
        "attention": tone("attention"),
        "good": tone("good"),
        "warning": tone("warning"),
    }
    sizes = {"small": 12, "default": 14, "medium": 14, "large": 18, "extraLarge": 24}
    weights = {"lighter": 200, "default": 400, "bolder": 600}
    sans = "'Segoe UI', 'Liberation Sans', Arial, sans-serif"
    return {
        "spacing": {"small": 8, "default": 12, "medium": 16, "large": 20, "extraLarge": 24, "padding": 16},
        "separator": {"lineThickness": 1, "lineColor": colors["line"]},
        "fontTypes": {
            "default": {"fontFamily": sans, "fontSizes": sizes, "fontWeights": weights},
            "monospace": {"fontFamily": "'Liberation Mono', monospace", "fontSizes": sizes, "fontWeights": weights},
        },
        "lineHeights": {"small": 16, "default": 20, "medium": 20, "large": 24, "extraLarge": 32},
        "supportsInteractivity": True,
        "containerStyles": {
            "default": {
                "backgroundColor": colors["ground"],
                "foregroundColors": foreground,
                "borderColor": colors["line"],
            },
            "emphasis": {
                "backgroundColor": colors["emphasis"],
                "foregroundColors": foreground,
                "borderColor": colors["line"],
            },
        },
        "actions": {
            "maxActions": 6,
            "buttonSpacing": 8,
            "actionsOrientation": "horizontal",
            "actionAlignment": "left",
            "spacing": "default",
        },
        "adaptiveCard": {"allowCustomStyle": False},
        "table": {"cellSpacing": 8},
        "textStyles": {
            "heading": {"size": "large", "weight": "bolder", "color": "default", "isSubtle": False},
            "columnHeader": {"size": "default", "weight": "bolder", "color": "default", "isSubtle": False},
        },
    }
