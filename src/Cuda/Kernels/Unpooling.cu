// Elements put back to where maxima were. Where several go to one position, the last one stays: first each position finds its owner.
struct UnpoolingArguments {
    View from, to; // x and y; of a gradient dy and dx
    View mask;
    int* owners; // for each element of the output which of its plane's input elements stays there, or −1
    Fault* fault;
    int planes, input_plane, output_plane, add, images;
    int code; // of the fault
};
DEV bool is_position(float given, int plane) { return given > -1 && given < (float)plane; }

// Finds the first element of the mask that is no position and not −1: one block.
KERNEL(unpooling_check, UnpoolingArguments) {
    SHARED unsigned first[THREADS];
    unsigned count = a.planes * a.input_plane, all = count * a.images, found = all;
    for (unsigned i = TID; i < all; i += THREADS) {
        float given = *element_of(a.mask, i, count);
        if (!is_position(given, a.output_plane) && given != -1) { found = i; break; }
    }
    first[TID] = found;
    BARRIER;
    for (unsigned k = THREADS / 2; k > 0; k >>= 1) {
        if (TID < k && first[TID + k] < first[TID]) first[TID] = first[TID + k];
        BARRIER;
    }
    found = first[0];
    if (TID != 0 || found == all || a.fault->code != 0) return;
    a.fault->element = (int)found;
    a.fault->value = *element_of(a.mask, found, count);
    a.fault->code = a.code;
}

// A block is a plane. Of 256 elements at a time all write their number where it is larger, until none is: the largest stays, whoever
// comes first.
KERNEL(unpooling_owners, UnpoolingArguments) {
    SHARED double shared[THREADS];
    unsigned inputs = a.input_plane, outputs = a.output_plane;
    for (IMAGES(image)) {
        const float* mask = image_of(a.mask, image) + BLOCK * inputs;
        int* owners = a.owners + ((u64)image * a.planes + BLOCK) * outputs;
        for (unsigned i = TID; i < outputs; i += THREADS) owners[i] = -1;
        BARRIER;
        for (unsigned start = 0; start < inputs; start += THREADS) {
            int element = (int)(start + TID);
            bool is_there = start + TID < inputs && is_position(mask[start + TID], a.output_plane);
            int* owner = owners + (is_there ? (int)mask[start + TID] : 0);
            double left = 1;
            while (left > 0) {
                if (is_there && *owner < element) *owner = element;
                BARRIER;
                left = sum_of_lanes(shared, is_there && *owner < element ? 1 : 0, 1);
            }
        }
    }
}
KERNEL(unpooling, UnpoolingArguments) {
    unsigned outputs = a.output_plane;
    for (IMAGES(image)) {
        for (EACH(i, a.planes * outputs)) {
            int owner = a.owners[(u64)image * a.planes * outputs + i];
            image_of(a.to, image)[i] = owner < 0 ? 0 : image_of(a.from, image)[i / outputs * (unsigned)a.input_plane + (unsigned)owner];
        }
    }
}
KERNEL(unpooling_gradient, UnpoolingArguments) {
    unsigned inputs = a.input_plane, outputs = a.output_plane;
    for (IMAGES(image)) {
        for (EACH(i, a.planes * inputs)) {
            unsigned plane = i / inputs;
            float given = image_of(a.mask, image)[i], v = 0;
            if (is_position(given, a.output_plane)) {
                unsigned at = plane * outputs + (unsigned)(int)given;
                if (a.owners[(u64)image * a.planes * outputs + at] == (int)(i - plane * inputs)) v = image_of(a.from, image)[at];
            }
            float* to = image_of(a.to, image) + i;
            *to = a.add ? *to + v : v;
        }
    }
}
