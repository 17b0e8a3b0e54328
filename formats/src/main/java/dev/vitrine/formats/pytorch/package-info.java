/** Files that {@code torch.save} and {@code torch.jit.save} wrote: weights by module, nothing executed. */
@org.jspecify.annotations.NullMarked
package dev.vitrine.formats.pytorch;
