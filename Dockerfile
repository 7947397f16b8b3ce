# syntax=docker/dockerfile:1
# One image for the API, the worker and the command line.
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --include=dev
COPY . .
RUN npm run build

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages are the embedded PostgreSQL's programs: a deployment brings its own.
RUN npm ci --ignore-scripts --omit=dev --omit=optional && npm cache clean --force
COPY bin ./bin
COPY scripts/setup.mjs ./scripts/
COPY data ./data
COPY prisma ./prisma
COPY --from=build /app/dist ./dist
RUN ln -s /app/bin/bihuan.mjs /usr/local/bin/bihuan
USER node
EXPOSE 3000
CMD ["node", "--enable-source-maps", "dist/src/server.js"]
