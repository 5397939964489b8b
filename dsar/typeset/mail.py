"""The HTML of a mail, made of its own text: the two cannot differ."""

from django.template.loader import render_to_string

from .blocks import blocks


def as_html(text: str, *, subject: str, language: str = "en") -> str:
    """Nothing in it is fetched from anywhere, and it is read in the light or in the dark.
    `language` is what the text is written in."""
    return render_to_string(
        "letters/_html.html", {"blocks": blocks(text), "subject": subject, "language": language}
    )
