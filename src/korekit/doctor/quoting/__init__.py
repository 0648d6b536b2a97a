"""How shells split a command line into words: POSIX shells, the Windows command prompt, PowerShell.

Nothing is expanded but variables that the same text assigns; everything else that a shell would fill in stays open.
"""
