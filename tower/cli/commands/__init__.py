"""The commands.  Each module has a `command`; `tower.cli.group` lists them."""
