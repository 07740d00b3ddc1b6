"""The same encoder through LangChain's plain retrieval: chunks of a fixed size, the nearest one answers.

What most tutorials build: RecursiveCharacterTextSplitter with its own separators and a vector store, cosine
similarity, no reranking. It knows nothing of sentences.
"""

from collections.abc import Callable, Sequence

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bot.answer import Quote
from bot.evaluation.judging import Reply
from bot.evaluation.peers.passages import joined, nothing, quoting
from index.article import Article
from index.encoder import Encoder

SIZE, OVERLAP = 400, 50
"""Characters of a chunk, and of what it shares with the next."""
BATCH = 128


class Chunks:
    """The articles in chunks, embedded."""

    def __init__(
        self, articles: Sequence[Article], encoder: Encoder, progress: Callable[[int, int], None] | None = None
    ) -> None:
        """`progress` is called with (chunks embedded, chunks)."""
        self._articles = {article.id: article for article in articles}
        self._store = InMemoryVectorStore(_Embeddings(encoder))
        splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP, add_start_index=True)
        documents = [Document(article.text, metadata={"article": article.id}) for article in articles]
        chunks = splitter.split_documents(documents)
        for start in range(0, len(chunks), BATCH):
            self._store.add_documents(chunks[start : start + BATCH])
            if progress:
                progress(min(start + BATCH, len(chunks)), len(chunks))

    def chunk(self, question: str, history: Sequence[str]) -> Reply:
        """The nearest chunk; its score is the cosine."""
        found = self._store.similarity_search_with_score(joined(question, history), k=1)
        if not found:
            return Reply(nothing(question), None)
        document, score = found[0]
        start = int(document.metadata["start_index"])
        quote = Quote(self._articles[document.metadata["article"]], start, start + len(document.page_content))
        return Reply(quoting(question, quote, f"{quote.article.id}@{start}"), float(score))


class _Embeddings(Embeddings):
    """This project's encoder as LangChain wants it."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._encoder.passages(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        row: list[float] = self._encoder.questions([text])[0].tolist()
        return row
