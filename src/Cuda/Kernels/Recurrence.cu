// The steps of recurrent layers. cuBLAS multiplies the states with the weights; these are before and behind it. States and gates lie one
// sequence behind the other.
struct RecurrenceArguments {
    const float* x; // what a step adds
    const float* fixed; // what every step adds to each sequence, or null
    const float* bias; // or null
    const float* counts; // how much the states before count, or null for has_before
    const float* hidden_before; const float* cells_before;
    float* hidden_after; float* cells_after; float* gates; float* scaled; float* y;
    // Of a gradient: what arrives (or null), the gradients of the states (those after the step become those before), of the gates' sums,
    // and of the states that were multiplied with the weights.
    const float* dy;
    float* dh; float* dc; float* da; float* dscaled;
    float* dx; float* dfixed; float* dcounts; // or null
    float* parts; // what each element of a state adds to the gradient of counts
    int sequences, length, gates_per_state, is_binary, has_before;
    int add_x, add_fixed, add_counts;
};
DEV float counts_of(RecurrenceArguments& a, unsigned sequence) {
    if (!a.counts) return a.has_before ? 1 : 0;
    float k = a.counts[sequence];
    return a.is_binary ? (k != 0 ? 1 : 0) : k;
}
// The sums without the product; and the states to be multiplied. States that do not count are not read.
KERNEL(recurrence_sum, RecurrenceArguments) {
    unsigned width = a.length * a.gates_per_state, states = a.sequences * a.length;
    for (EACH(i, a.sequences * width)) {
        float sum = a.x[i];
        if (a.fixed) sum += a.fixed[i];
        if (a.bias) sum += a.bias[i % width];
        a.gates[i] = sum;
        if (i >= states) continue;
        float k = counts_of(a, i / (unsigned)a.length);
        a.scaled[i] = k == 0 ? 0 : k * a.hidden_before[i];
    }
}
KERNEL(recurrence_cell, RecurrenceArguments) {
    unsigned length = a.length;
    for (EACH(i, a.sequences * a.length)) {
        unsigned sequence = i / length, at = sequence * length * (unsigned)a.gates_per_state + (i - sequence * length);
        float h;
        if (a.gates_per_state == 1) {
            h = tanh_float(a.gates[at]);
            a.gates[at] = h;
        } else {
            float k = counts_of(a, sequence);
            float in = sigmoid(a.gates[at]), forget = sigmoid(a.gates[at + length]), out = sigmoid(a.gates[at + 2 * length]);
            float g = tanh_float(a.gates[at + 3 * length]);
            a.gates[at] = in; a.gates[at + length] = forget; a.gates[at + 2 * length] = out; a.gates[at + 3 * length] = g;
            float cell = (k == 0 ? 0 : k * forget * a.cells_before[i]) + in * g;
            a.cells_after[i] = cell;
            h = out * tanh_float(cell);
        }
        a.hidden_after[i] = h;
        if (a.y) a.y[i] = h;
    }
}
KERNEL(recurrence_gradient, RecurrenceArguments) {
    unsigned length = a.length;
    for (EACH(i, a.sequences * a.length)) {
        unsigned sequence = i / length, at = sequence * length * (unsigned)a.gates_per_state + (i - sequence * length);
        float dh = a.dh[i], part = 0;
        if (a.dy) dh += a.dy[i];
        if (a.gates_per_state == 1) {
            float h = a.gates[at];
            a.da[at] = dh * (1 - h * h);
        } else {
            float k = counts_of(a, sequence);
            float in = a.gates[at], forget = a.gates[at + length], out = a.gates[at + 2 * length], g = a.gates[at + 3 * length];
            float squashed = tanh_float(a.cells_after[i]), before = a.cells_before[i];
            float cell = a.dc[i] + dh * out * (1 - squashed * squashed);
            a.da[at] = cell * g * in * (1 - in);
            a.da[at + length] = cell * k * before * forget * (1 - forget);
            a.da[at + 2 * length] = dh * squashed * out * (1 - out);
            a.da[at + 3 * length] = cell * in * (1 - g * g);
            part = cell * forget * before;
            a.dc[i] = cell * k * forget;
        }
        a.parts[i] = part;
        for (int gate = 0; gate < a.gates_per_state; gate++) {
            unsigned j = at + (unsigned)gate * length;
            float v = a.da[j];
            if (a.dx) a.dx[j] = a.add_x ? a.dx[j] + v : v;
            if (a.dfixed) a.dfixed[j] = a.add_fixed ? a.dfixed[j] + v : v;
        }
    }
}
// Behind the product: a block is a sequence.
KERNEL(recurrence_back, RecurrenceArguments) {
    SHARED double shared[THREADS];
    unsigned length = a.length, start = BLOCK * length;
    float k = counts_of(a, BLOCK);
    double s = 0;
    for (unsigned d = TID; d < length; d += THREADS) {
        unsigned i = start + d;
        s += a.parts[i] + (double)a.dscaled[i] * a.hidden_before[i];
        a.dh[i] = a.dscaled[i] * k;
    }
    s = sum_of_lanes(shared, s, 1);
    if (TID == 0 && a.dcounts) a.dcounts[BLOCK] = a.add_counts ? a.dcounts[BLOCK] + (float)s : (float)s;
}
