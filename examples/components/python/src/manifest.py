"""What the component says of itself."""

MANIFEST = {
    "name": "report",
    "version": "1.0.0",
    "description": "Renders tables of data as text, Markdown or CSV.",
    "calls": {
        "render": {
            "description": "One document from a title, lines of text and rows.",
            "parameters": {
                "type": "object",
                "properties": {
                    "title": {"type": "string"},
                    "format": {"enum": ["text", "markdown", "csv"]},
                    "rows": {"type": "array", "items": {"type": "object"}, "maxItems": 100_000},
                    "columns": {
                        "type": "array",
                        "items": {"type": "string"},
                        "minItems": 1,
                        "description": "Which keys of the rows, in which order; all of them, in the order they are met, unless said.",
                    },
                    "export": {
                        "type": "string",
                        "minLength": 1,
                        "description": "An export of the run whose present value becomes a line above the rows.",
                    },
                },
                "required": ["rows"],
                "additionalProperties": False,
            },
            "output": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "media_type": {"type": "string"},
                    "rows": {"type": "integer"},
                },
                "required": ["text", "media_type", "rows"],
            },
            "idempotent": True,
        }
    },
    "config": {
        "type": "object",
        "properties": {"format": {"enum": ["text", "markdown", "csv"]}},
        "additionalProperties": False,
    },
}
