/** First free byte above the module's tables and packing scratch: the host's allocator starts here. */
export function heapBase(): usize {
  return __heap_base;
}
