"""The variables of a bot, one by one."""
