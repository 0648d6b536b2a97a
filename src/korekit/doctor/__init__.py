"""Why a call is refused, explained from what people have at hand.

`reading` makes one value of a pasted request, `outside` judges it by itself, `probe` asks the host, `inside` reads the
platform's own trace. All end in a `Diagnosis`. Words for causes come from `errors`, facts about operations from
`catalog`; nothing here is executed, and no file named in a request is read.
"""
