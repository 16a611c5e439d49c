"""Files that describe infrastructure: read with positions, checked, and made from requests."""
