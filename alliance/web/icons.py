"""Icons as SVG paths on a square of 16, drawn as 1.6 wide strokes in the text colour."""

_RING = "M8 2.2a5.8 5.8 0 1 0 0 11.6a5.8 5.8 0 1 0 0-11.6"

ICONS: dict[str, str] = {
    "ring": _RING,
    "info": f"{_RING}M8 7.4v3.4M8 5v.1",
    "open": f"{_RING}M8 6.8a1.2 1.2 0 1 0 0 2.4a1.2 1.2 0 1 0 0-2.4",
    "check": "M2.8 8.6l3.4 3.4 7-7.6",
    "clock": f"{_RING}M8 4.8V8l2.3 1.7",
    "alert": "M8 2.2l6.3 11.3H1.7zM8 6.6v3.2M8 11.6v.1",
    "cross": f"{_RING}M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2",
    "lock": "M3.4 7.2h9.2v6.3H3.4zM5.4 7.2V5a2.6 2.6 0 0 1 5.2 0v2.2",
    "search": "M7 2.4a4.6 4.6 0 1 0 0 9.2a4.6 4.6 0 1 0 0-9.2M10.5 10.5l3.3 3.3",
    "menu": "M2 4h12M2 8h12M2 12h12",
    "down": "M4 6.2l4 4 4-4",
    "right": "M6 3.8L10.2 8 6 12.2",
    "left": "M10 3.8L5.8 8l4.2 4.2",
    "arrow": "M2.5 8h11M9.3 3.8L13.5 8l-4.2 4.2",
    "copy": "M5.6 5.6h8v8h-8zM10.4 5.6V2.4h-8v8h3.2",
    "tasks": "M2.2 5l1.3 1.3L6.2 3.6M8.7 5h5.1M2.2 11l1.3 1.3L6.2 9.6M8.7 11h5.1",
    "inbox": "M2.2 9.4l2-6.2h7.6l2 6.2v3.9H2.2zM2.2 9.4h3.3l1 1.8h3l1-1.8h3.3",
    "user": "M8 2.3a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6M2.6 13.7c.5-2.7 2.6-4 5.4-4s4.9 1.3 5.4 4",
    "calendar": "M2.4 3.8h11.2v9.8H2.4zM2.4 7h11.2M5.4 2.2v3M10.6 2.2v3",
    "download": "M8 2.4v7.4M4.8 6.8L8 10l3.2-3.2M2.8 13.6h10.4",
    "document": "M4 2.2h5.4L12.4 5.2v8.6H4zM9.2 2.4v3h3",
    "bolt": "M9 2L3.6 9h4L7 14l5.4-7h-4z",
    "plus": "M8 3v10M3 8h10",
    "close": "M4 4l8 8M12 4l-8 8",
}

TONE_ICONS: dict[str, str] = {
    "neutral": "ring",
    "info": "info",
    "open": "open",
    "good": "check",
    "warn": "clock",
    "urgent": "alert",
    "bad": "cross",
    "special": "lock",
}
