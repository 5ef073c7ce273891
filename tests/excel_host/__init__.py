"""Stand-ins for Excel, where there is none."""
