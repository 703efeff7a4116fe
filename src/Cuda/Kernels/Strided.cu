// Copies, or sums of copies, between values whose axes lie in any order, repeat or are turned around: up to eight axes that are kept,
// and up to eight that are summed. An axis that is not used has length 1. Axes of images have the stride of the value's view.
struct StridedAxis { int length; long from, to; };
struct StridedArguments {
    const float* from; float* to;
    StridedAxis kept[8], summed[8]; // the last ones are the innermost
    int count, terms, add; // elements of `to`, and of each sum
};

// Takes an element's position along an axis off its number.
DEV long take_axis(unsigned& rest, const StridedAxis& axis, long& to) {
    if (axis.length == 1) return 0;
    unsigned length = axis.length, others = rest / length, at = rest - others * length;
    rest = others;
    to += (long)at * axis.to;
    return (long)at * axis.from;
}

KERNEL(strided, StridedArguments) {
    for (EACH(i, a.count)) {
        unsigned rest = i;
        long from = 0, to = 0, unused = 0;
#pragma unroll
        for (int k = 7; k >= 0; k--) from += take_axis(rest, a.kept[k], to);
        float v;
        if (a.terms == 1) {
            v = a.from[from];
        } else {
            double sum = 0;
            for (unsigned term = 0; term < (unsigned)a.terms; term++) {
                rest = term;
                long at = from;
#pragma unroll
                for (int k = 7; k >= 0; k--) at += take_axis(rest, a.summed[k], unused);
                sum += a.from[at];
            }
            v = (float)sum;
        }
        a.to[to] = a.add ? a.to[to] + v : v;
    }
}
