"""What each group of operations does: handlers, rules, SQL.

A group never imports another one; what two need lies in a room above.
"""
