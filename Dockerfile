# The image of Supple: what ./run install installs, without what installs it. See docs/hosting.md.
# For one and the same image each time, add the digest of the base: debian:trixie-slim@sha256:…
ARG BASE=docker.io/library/debian:trixie-slim

FROM ${BASE} AS system
RUN apt-get update \
  && apt-get install --yes --no-install-recommends \
    ca-certificates=20* postgresql-client-17=17.* python3=3.13.* \
  && rm -rf /var/lib/apt/lists/*

FROM system AS packages
WORKDIR /srv/supple
COPY .npmrc package.json package-lock.json requirements.txt requirements-node.txt run ./
RUN ./run pack

FROM system AS code
WORKDIR /srv/supple
COPY . ./
RUN chmod -R u=rwX,go=rX . \
  && python3 -m compileall -q --invalidation-mode unchecked-hash manage.py mobility tracker

FROM system
LABEL org.opencontainers.image.title="Supple" \
  org.opencontainers.image.description="Whether your mobility work does anything, measured" \
  org.opencontainers.image.licenses="AGPL-3.0-or-later" \
  org.opencontainers.image.version="0.1.0"
RUN useradd --system --no-log-init --uid 10001 --home-dir /var/lib/supple --shell /usr/sbin/nologin supple \
  && install --directory --mode=700 --owner=supple --group=supple /var/lib/supple
WORKDIR /srv/supple
COPY --from=packages /srv/supple/node_modules node_modules
COPY --from=packages /srv/supple/.venv .venv
COPY --from=code /srv/supple ./
ENV DATA_DIR=/var/lib/supple HOST=0.0.0.0 PYTHONDONTWRITEBYTECODE=1
USER 10001
VOLUME /var/lib/supple
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
  CMD [".venv/bin/python", "-m", "mobility.probe"]
ENTRYPOINT ["./run"]
CMD ["serve"]
