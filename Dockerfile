# The workbook's image. A first stage compiles server and pages; the second holds what they need to
# run and nothing else. `docker compose up` builds it; docker-compose.yml is where it runs.

FROM docker.io/library/rust:1.94-bookworm AS build
WORKDIR /source
RUN rustup target add wasm32-unknown-unknown
COPY . .
# Names of functions stay in the program, for backtraces; names of lines would double its size.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target \
    cargo build --release --locked --package backend --bin bitacora \
    && cargo xtask web \
    && mkdir /built \
    && strip --strip-debug -o /built/bitacora target/release/bitacora \
    && cp -r target/web/dist /built/web \
    && cp /etc/ssl/certs/ca-certificates.crt /built/authorities.pem

FROM docker.io/library/debian:bookworm-slim
# The one folder that it may write to.
RUN useradd --no-create-home --uid 10001 bitacora \
    && install --directory --owner=bitacora --mode=700 /data
COPY --from=build /built/bitacora /usr/local/bin/bitacora
COPY --from=build /built/web /usr/share/bitacora/web
# For a cluster elsewhere whose certificate a public authority signed.
COPY --from=build /built/authorities.pem /etc/ssl/certs/ca-certificates.crt
COPY lessons/content /usr/share/bitacora/content
ENV BITACORA_ADDR=0.0.0.0:8080 \
    BITACORA_ASSETS=/usr/share/bitacora/web \
    BITACORA_CONTENT=/usr/share/bitacora/content \
    BITACORA_DATA=/data
USER 10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=6s --start-period=60s --retries=3 CMD ["bitacora", "health"]
ENTRYPOINT ["bitacora"]
CMD ["serve"]
