"""Putting the add-in on a Windows computer: install, uninstall, diagnosis, the bundle for computers without a network."""
