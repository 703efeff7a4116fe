// Indices of the largest values of vectors along one axis of an image, largest first, the higher index first among equals: as Softmax.cu
// divides them among threads.
struct ArgMaxArguments {
    View x, y;
    Fault* fault;
    int outer, length, inner, positions, images;
    int top, has_axis, values; // values: whether they are written, with the indices where there is no axis
    int code; // of the fault
};
// Whether one comes before another.
DEV bool is_before(float v, int i, float other, int other_index) { return other_index < 0 || v > other || (v == other && i > other_index); }

KERNEL(arg_max, ArgMaxArguments) {
    SHARED float best_values[THREADS];
    SHARED int best_indices[THREADS];
    unsigned positions = a.positions, vector = BLOCK * positions + (TID & (positions - 1)), inner = a.inner;
    bool is_vector = vector < (unsigned)a.outer * inner;
    unsigned outer = vector / inner, position = vector % inner;
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image) + (outer * (unsigned)a.length * inner + position);
        int last = -1;
        float last_value = 0;
        bool is_open = is_vector; // Until there is no next one. All threads go on to the barriers.
        for (int k = 0; k < a.top; k++) {
            int best = -1;
            float value = 0;
            for (unsigned c = TID / positions; is_open && c < (unsigned)a.length; c += THREADS / positions) {
                float v = x[c * inner];
                bool is_left = last < 0 ? v == v || c == 0 : v < last_value || (v == last_value && (int)c < last);
                // NaN is passed over, unless the vector begins with it: that nothing exceeds.
                if (is_left && (best < 0 || v != v || (value == value && is_before(v, (int)c, value, best)))) { value = v; best = (int)c; }
            }
            best_values[TID] = value;
            best_indices[TID] = best;
            BARRIER;
            for (unsigned n = THREADS / 2; n >= positions; n >>= 1) {
                if (TID < n && best_indices[TID + n] >= 0) {
                    float v = best_values[TID + n], own = best_values[TID];
                    int i = best_indices[TID + n];
                    if (own == own && is_before(v, i, own, best_indices[TID])) { best_values[TID] = v; best_indices[TID] = i; }
                }
                BARRIER;
            }
            last = best_indices[TID & (positions - 1)];
            last_value = best_values[TID & (positions - 1)];
            BARRIER;
            bool is_found = last >= 0, is_first_lane = is_open && TID < positions;
            is_open = is_found;
            if (!is_first_lane) continue;
            if (!is_found) { // Every thread that finds this writes the same.
                if (a.fault->code == 0) { a.fault->element = 0; a.fault->value = not_a_number(); a.fault->code = a.code; }
                continue;
            }
            float* y = image_of(a.y, image);
            if (a.has_axis) y[(outer * (unsigned)a.top + k) * inner + position] = a.values ? last_value : (float)last;
            else {
                y[k] = (float)last;
                if (a.values) y[a.top + k] = last_value;
            }
        }
    }
}
