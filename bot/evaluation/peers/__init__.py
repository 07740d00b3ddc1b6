"""What else could have answered, over the same articles: the baselines that the desk is held against.

    passages.py        the index's passages, to search otherwise; an answer that is a quote of one
    words.py           BM25 over jieba's words: the first passage, or its best sentence
    chunks.py          the same encoder through LangChain's plain retrieval: the first chunk
    endpoint.py        where a language model is asked
    language_model.py  a language model over the passages that the desk finds

The first two never refuse; they give a score, and whoever compares draws the line. They know nothing of gold.
"""
