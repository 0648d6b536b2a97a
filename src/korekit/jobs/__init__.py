"""Durable work: what is to be done, who does it now, how it ended.

A job is a row that is written in the transaction which acknowledges it. Whoever claims it holds a lease and renews it;
when the holder dies the lease runs out and another claims the job again. A job's effects and its end are one
transaction, made only by the holder: so every job ends exactly once, however often it was begun.
"""
