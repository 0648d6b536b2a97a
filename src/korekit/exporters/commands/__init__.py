"""One call as a command of other tools: curl, PowerShell, Python, this project's own command line.

No secret stands in any of them: tokens are minted when the command runs, passwords are read from the environment.
"""
