/**
 * HDF5 as far as frameworks use it for weights (HDF5 File Format Specification 3.0), read in place: superblocks 0 to 3, object
 * headers 1 and 2, groups as symbol tables or link messages, attributes, and contiguous, compact and chunked data with deflate,
 * shuffle and checksums. Links that lead out of the file, external and virtual data are refused.
 */
@org.jspecify.annotations.NullMarked
package dev.vitrine.formats.hdf5;
