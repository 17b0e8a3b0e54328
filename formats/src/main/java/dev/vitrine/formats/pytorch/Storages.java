package dev.vitrine.formats.pytorch;

import dev.vitrine.model.Bytes;

/** Where the numbers of a checkpoint lie: a storage is a run of bytes that one or more tensors look at. */
interface Storages {

    /**
     * The bytes of a storage, little-endian.
     *
     * @param reference the key under which the pickle names it, the type of its elements and how many it claims
     * @throws dev.vitrine.words.InputException if it is not there, or shorter than claimed
     */
    Bytes bytes(StorageReference reference);
}
