// Copies, sums of gradients, and values that are one number.

// into = factor·from, or into + factor·from.
struct AddArguments { View from, into; float factor; int add, count, images; };
KERNEL(add, AddArguments) {
    unsigned count = a.count, groups = (count + 3) / 4;
    bool is_aligned_all = is_aligned(a.from) && is_aligned(a.into);
    for (IMAGES(image)) {
        const float* from = image_of(a.from, image); float* into = image_of(a.into, image);
        for (EACH(group, groups)) {
            unsigned i = group * 4;
            bool is_whole = is_aligned_all && count - i >= 4;
            float4 v = load4(from, i, count, is_whole);
            if (a.factor != 1) v *= a.factor;
            if (a.add) {
                float4 before = load4(into, i, count, is_whole);
                v = before + v;
            }
            store4(into, i, count, is_whole, v);
        }
    }
}

struct FillArguments { View y; float value; int count, images; };
KERNEL(fill, FillArguments) {
    unsigned count = a.count, groups = (count + 3) / 4;
    bool is_aligned_all = is_aligned(a.y);
    float4 v = { a.value, a.value, a.value, a.value };
    for (IMAGES(image)) {
        float* y = image_of(a.y, image);
        for (EACH(group, groups)) store4(y, group * 4, count, is_aligned_all && count - group * 4 >= 4, v);
    }
}

// Copies boxes of each image: `outer` × `rows` × `length` floats, whose starts lie apart as the strides of both sides say.
struct CopyBoxArguments {
    View from, to;
    int outer, rows, length;
    int from_outer, from_row, to_outer, to_row; // floats from one to the next
    int add, images;
};
KERNEL(copy_box, CopyBoxArguments) {
    unsigned rows = a.rows, outer = a.outer, length = a.length;
    bool by_four = is_aligned(a.from) && is_aligned(a.to) && ((a.length | a.from_outer | a.from_row | a.to_outer | a.to_row) & 3) == 0;
    for (IMAGES(image)) {
        const float* from = image_of(a.from, image); float* to = image_of(a.to, image);
        if (by_four) {
            for (EACH(i, outer * rows * (length / 4))) {
                unsigned line = i / (length / 4), column = i % (length / 4) * 4, row = line % rows, o = line / rows;
                float4 v = *(const float4*)(from + (o * (unsigned)a.from_outer + row * (unsigned)a.from_row + column));
                float4* into = (float4*)(to + (o * (unsigned)a.to_outer + row * (unsigned)a.to_row + column));
                if (a.add) v = *into + v;
                *into = v;
            }
        } else {
            for (EACH(i, outer * rows * length)) {
                unsigned line = i / length, column = i % length, row = line % rows, o = line / rows;
                float v = from[o * (unsigned)a.from_outer + row * (unsigned)a.from_row + column];
                float* into = to + (o * (unsigned)a.to_outer + row * (unsigned)a.to_row + column);
                *into = a.add ? *into + v : v;
            }
        }
    }
}

// Copies element by element in C order over all images, where the images of both sides have other sizes.
struct ReshapeArguments { View from, to; int from_count, to_count, count, add; };
KERNEL(reshape, ReshapeArguments) {
    for (EACH(i, a.count)) {
        float v = *element_of(a.from, i, a.from_count);
        float* into = element_of(a.to, i, a.to_count);
        *into = a.add ? *into + v : v;
    }
}
