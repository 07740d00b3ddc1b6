"""How good the answers are: questions with known answers, asked one by one and counted.

    items.py       the questions and what is right
    judging.py     asking them, and whether each was answered rightly
    reporting.py   the metrics, by language, kind and nearness of what is not there
    tradeoff.py    false answers against false refusals, wherever the line is drawn
    table.py       the report in a terminal
    chart.py       the trade-off as a picture
    peers/         what else could have answered, over the same articles
    comparing.py   asking those, and drawing their line where the desk's is
    squad.py       files in SQuAD's format
    corpus.py      such a file → articles and questions, some of them unanswerable
    extra.py       the libraries that only evaluation needs
    command.py     python -m bot eval

It knows nothing of how an answer is made.
"""
