"""Reads the source of apps that call a service: which operations, members and values it uses, and where."""
