# Builds the one binary, then an image with nothing but it and fonts.
#   docker build -t relieur .
#   docker run -p 127.0.0.1:3000:3000 -v relieur:/data relieur

ARG RUST_IMAGE=rust:1.95-bookworm
ARG NODE_IMAGE=node:22-bookworm-slim
ARG RUNTIME_IMAGE=debian:bookworm-slim

FROM ${NODE_IMAGE} AS node

FROM ${RUST_IMAGE} AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
WORKDIR /src
COPY . .
RUN scripts/with-toolchain.sh cargo xtask site \
 && scripts/with-toolchain.sh cargo build --release --package relieur \
 && cp target/release/relieur /usr/local/bin/relieur

FROM ${RUNTIME_IMAGE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data relieur \
 && install -d -o relieur -g relieur /data
COPY --from=build /usr/local/bin/relieur /usr/local/bin/relieur
USER relieur
WORKDIR /data
ENV RELIEUR_LISTEN=0.0.0.0:3000 RELIEUR_DATA_DIR=/data
VOLUME /data
EXPOSE 3000
# Bash can speak to a port itself, so no program is installed for this.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD \
  ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/3000 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '200 OK' <&3"]
ENTRYPOINT ["relieur"]
CMD ["serve"]
