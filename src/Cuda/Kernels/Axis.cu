// Operations on vectors along one axis of an image: `outer` × `length` × `inner` elements. A block has `positions` vectors (1, 32 or 256,
// by the host's choice) and 256 / positions threads for each. Where the axis is that of the images, all of them are one image here.
struct VectorArguments {
    View x, y, dy, dx;
    int outer, length, inner, positions, images;
    float eps; // of the L2 norm
    int add;
};
// Where a thread's vector begins, and which of its elements are the thread's.
struct Lane { unsigned start, first, step, stride, length; };
template <class Arguments> DEV Lane lane_of(Arguments& a) {
    unsigned vector = BLOCK * (unsigned)a.positions + (TID & (unsigned)(a.positions - 1)), inner = a.inner;
    Lane lane = { 0, 0, THREADS / (unsigned)a.positions, inner, 0 };
    if (vector >= (unsigned)a.outer * inner) return lane;
    lane.start = vector / inner * (unsigned)a.length * inner + vector % inner;
    lane.first = TID / (unsigned)a.positions;
    lane.length = a.length;
    return lane;
}
#define ELEMENTS(i) \
    unsigned n_ = lane.first, i = lane.start + n_ * lane.stride; n_ < lane.length; n_ += lane.step, i += lane.step * lane.stride
