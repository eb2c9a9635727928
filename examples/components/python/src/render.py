"""From rows to text. Nothing here knows what a component is."""

import csv
import io
import json

MEDIA_TYPES = {"text": "text/plain", "markdown": "text/markdown", "csv": "text/csv"}


def columns_of(rows):
    """The keys of all rows, in the order in which they are met."""
    return list(dict.fromkeys(key for row in rows for key in row))


def cell(value):
    """A text as it is, nothing for what is absent or null, JSON for everything else."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def render(form, title, lines, rows, columns):
    table = [[cell(row.get(column)) for column in columns] for row in rows]
    if form == "csv":
        # A table and nothing else: a title or a line would be a row to whoever reads it.
        return as_csv(columns, table)
    parts = ([f"# {title}" if form == "markdown" else title] if title else []) + lines
    if columns:
        parts.append(as_markdown(columns, table) if form == "markdown" else as_text(columns, table))
    return "\n\n".join(parts) + "\n"


def as_csv(columns, table):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(table)
    return out.getvalue()


def as_markdown(columns, table):
    def line(cells):
        return "| " + " | ".join(text.replace("|", "\\|").replace("\n", " ") for text in cells) + " |"

    return "\n".join([line(columns), line(["---"] * len(columns)), *(line(row) for row in table)])


def as_text(columns, table):
    widths = [max(len(row[i]) for row in [columns, *table]) for i in range(len(columns))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip() for row in [columns, *table]
    )
