# syntax=docker/dockerfile:1
# Pin the base by digest where builds must be repeatable: --build-arg NODE_IMAGE=node:24-slim@sha256:…
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Behind a registry or a proxy of your own: --secret id=npmrc,src=$HOME/.npmrc; its line "cafile=/run/secrets/ca" goes with --secret id=ca,src=FILE.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=secret,id=ca \
    npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund
# The package brings 290 MB of binaries for all platforms; the image keeps those of its own.
RUN find node_modules/onnxruntime-node/bin/*/* -mindepth 1 -maxdepth 1 -type d \
    ! -path "*/$(node -p 'process.platform + "/" + process.arch')" -exec rm -r {} +

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    POLYWIRE_CONFIG=/config \
    POLYWIRE_DATA=/data \
    POLYWIRE_LISTEN=0.0.0.0:8080
WORKDIR /app
# The image brings its own Node; npm and yarn have no work to do at run time.
RUN rm -rf /usr/local/lib/node_modules /opt/yarn-* /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* \
 && mkdir /data /config.d && chown node:node /data /config.d \
 && ln -s /app/bin/polywire /usr/local/bin/polywire
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY bin bin
COPY config /config
COPY config config
COPY demo demo
COPY fields fields
COPY models models
USER node
# Proves that the image starts, and that its user may read all of it.
RUN node bin/polywire check
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "/app/bin/healthcheck"]
# Sets the options of bin/start.json and becomes the service: process 1, which gets the signals.
ENTRYPOINT ["node", "/app/bin/polywire"]
CMD ["serve"]
