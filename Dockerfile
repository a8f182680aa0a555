# syntax=docker/dockerfile:1
# Mneme in a container: `docker compose up -d` with compose.yaml, or see docs/docker.md.

FROM swift:6.3-bookworm AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN apt-get update \
  && apt-get install -y --no-install-recommends libsqlite3-dev zlib1g-dev libopenblas-dev pkg-config python3-venv \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# The program needs nothing but glibc; the sentence encoder comes with the image, so that it starts without a network.
RUN strip -o /mneme "$(scripts/dist --binary)" \
  && MNEME_CACHE_DIR=/cache scripts/setup-model

FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates curl poppler-utils tzdata \
  && rm -rf /var/lib/apt/lists/* \
  && groupadd --system --gid 10001 mneme \
  && useradd --system --uid 10001 --gid mneme --home-dir /data --shell /usr/sbin/nologin mneme \
  && install -d -o mneme -g mneme -m 0700 /data /backups
COPY --from=build /mneme /usr/local/bin/mneme
COPY --from=build /cache/models/all-MiniLM-L6-v2 /usr/share/mneme/models/all-MiniLM-L6-v2
ENV MNEME_DATA_DIR=/data \
    MNEME_CACHE_DIR=/data/cache \
    MNEME_EMBEDDING_MODEL_DIR=/usr/share/mneme/models/all-MiniLM-L6-v2 \
    MNEME_HOST=0.0.0.0 \
    MNEME_PORT=8420 \
    MNEME_MODEL_PROBE=false \
    CREDENTIALS_DIRECTORY=/run/secrets
USER 10001:10001
WORKDIR /data
VOLUME ["/data", "/backups"]
EXPOSE 8420
# SIGTERM lets answers under way finish (MNEME_SHUTDOWN_SECONDS).
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \
  CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8420/health/quick"]
ENTRYPOINT ["/usr/local/bin/mneme"]
CMD ["serve"]
