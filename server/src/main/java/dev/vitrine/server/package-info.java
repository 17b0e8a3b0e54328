/** The workbench's server: the HTTP API of {@code docs/api.md} and the page, over everything that the methods can do. */
@org.jspecify.annotations.NullMarked
package dev.vitrine.server;
