# Load tests with browsers of the image. How to run it: packages/cli/docs/guide/docker.md
FROM node:22-bookworm-slim AS packages
WORKDIR /repository
COPY . .
RUN node .ci/setup.mjs && node .ci/pack.mjs /packages
RUN npm install --prefix /opt/loadero-test --omit=dev --ignore-scripts --no-audit --no-fund /packages/*.tgz

FROM node:22-bookworm-slim
# Debian builds browser and driver from one source, so their versions match. It keeps no old versions, so none is named.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends chromium-driver chromium-headless-shell fonts-liberation \
  && rm -rf /var/lib/apt/lists/*
COPY --from=packages /opt/loadero-test /opt/loadero-test
RUN install --directory --owner=1000 --group=1000 /output
# Everything that is written is below these two folders, so the root file system may be read-only.
ENV PATH="/opt/loadero-test/node_modules/.bin:$PATH" HOME=/tmp LOADERO_OUTPUT_DIR=/output
WORKDIR /project
USER 1000:1000
ENTRYPOINT ["loadero-test"]
CMD ["run"]
