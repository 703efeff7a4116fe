// Class activation maps: sums of planes, and channels weighted and added up.

// factor times the sum of each plane; a plane has `threads` threads (a power of two).
struct PlaneSumsArguments { View x, sums; double factor; int plane, planes, threads, add, images; };
KERNEL(plane_sums, PlaneSumsArguments) {
    SHARED double shared[THREADS];
    // The threads of a plane are not neighbors of those of the next one in the tree: they lie `positions` apart.
    unsigned positions = THREADS / (unsigned)a.threads, own = TID / (unsigned)a.threads, lane = TID & (unsigned)(a.threads - 1);
    unsigned plane = BLOCK * positions + own;
    for (IMAGES(image)) {
        double s = 0;
        if (plane < (unsigned)a.planes) {
            const float* x = image_of(a.x, image) + (u64)plane * (unsigned)a.plane;
            for (unsigned i = lane; i < (unsigned)a.plane; i += (unsigned)a.threads) s += x[i];
        }
        shared[lane * positions + own] = s;
        BARRIER;
        for (unsigned k = THREADS / 2; k >= positions; k >>= 1) {
            if (TID < k) shared[TID] += shared[TID + k];
            BARRIER;
        }
        if (lane == 0 && plane < (unsigned)a.planes) {
            float v = (float)(shared[own] * a.factor);
            float* sum = image_of(a.sums, image) + plane;
            *sum = a.add ? *sum + v : v;
        }
        BARRIER;
    }
}

// The sum of all channels, each times its weight, where it is positive. A block has 32 positions of the plane.
struct WeightedSumArguments { View x, weights, map; int channels, plane, images; };
KERNEL(weighted_sum, WeightedSumArguments) {
    SHARED double shared[THREADS];
    unsigned position = BLOCK * 32 + (TID & 31), plane = a.plane;
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image) + position; const float* weights = image_of(a.weights, image);
        double s = 0;
        for (unsigned c = TID / 32; position < plane && c < (unsigned)a.channels; c += THREADS / 32)
            s += (double)weights[c] * x[(u64)c * plane];
        s = sum_of_lanes(shared, s, 32);
        if (TID < 32 && position < plane) image_of(a.map, image)[position] = s != s || s > 0 ? (float)s : 0;
    }
}
