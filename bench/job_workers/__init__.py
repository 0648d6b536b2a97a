"""Programs that work on jobs and send them, ours and procrastinate's, with the same options and the same output.

`PROGRAM URL serve`: work until ended; prints `ready`. `PROGRAM URL send`: send jobs to a worker elsewhere.
`PROGRAM URL both`: work and send in one process. `PROGRAM URL slow`: send one job that its first worker never ends,
print `running` once it runs and `done` once another worker has ended it. What is sent is told in `trial.py`.
"""
