"""What may be uploaded, as the desk says it."""

HINT = "PDF, JSON, CSV, plain text, or a JPEG or PNG picture, up to 20 MB."
