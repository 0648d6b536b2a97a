"""Where a command's host, app and secrets come from: options, environment, a remembered profile."""
