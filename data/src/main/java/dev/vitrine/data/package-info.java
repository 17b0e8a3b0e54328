/** What goes into a model: pictures, arrays, sound and text, their preprocessing, labels, sidecar files and data folders. */
@org.jspecify.annotations.NullMarked
package dev.vitrine.data;
