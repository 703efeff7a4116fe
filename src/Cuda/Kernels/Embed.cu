// Rows of a table by their indices, the input's elements.
struct EmbedArguments {
    View x, y;
    const float* table; const float* bias; // bias: or null
    Fault* fault;
    int rows, length, count, images; // count: indices of an image
    int code; // of the fault
};
DEV bool is_row(float number, int rows) { return number >= 0 && number < (float)rows && number == (float)(int)number; }

// Finds the first index that is none: one block.
KERNEL(embed_check, EmbedArguments) {
    SHARED unsigned first[THREADS];
    unsigned count = a.count, all = count * a.images, found = all;
    for (unsigned i = TID; i < all; i += THREADS)
        if (!is_row(*element_of(a.x, i, count), a.rows)) { found = i; break; }
    first[TID] = found;
    BARRIER;
    for (unsigned k = THREADS / 2; k > 0; k >>= 1) {
        if (TID < k && first[TID + k] < first[TID]) first[TID] = first[TID + k];
        BARRIER;
    }
    found = first[0];
    if (TID != 0 || found == all || a.fault->code != 0) return;
    a.fault->element = (int)found;
    a.fault->value = *element_of(a.x, found, count);
    a.fault->code = a.code;
}
KERNEL(embed, EmbedArguments) {
    unsigned length = a.length;
    for (IMAGES(image))
        for (EACH(i, a.count * a.length)) {
            float number = image_of(a.x, image)[i / length];
            if (!is_row(number, a.rows)) continue;
            unsigned column = i % length;
            float v = a.table[(u64)(unsigned)(int)number * length + column];
            image_of(a.y, image)[i] = a.bias ? v + a.bias[column] : v;
        }
}
