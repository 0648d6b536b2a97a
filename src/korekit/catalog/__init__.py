"""What every operation is: method, path, planes, scopes, parameters, answer, limits, job.

Declared once, in `<area>.py`; every surface walks `operations.all_operations()`. To add one, add a method to an area.
"""
