"""The IR as text, and the text as files."""
