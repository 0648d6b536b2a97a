"""Where bytes are kept: connections, dialects, migrations, files, sealing.

SQL dialects differ in this room alone.
"""
