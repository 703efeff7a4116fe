// Products by plain loops: panels of 6 rows × 32 columns, columns shared by two threads.
#include "double.h"
#include <algorithm>
#include <atomic>

namespace csg {

namespace {

constexpr int Rows = 6, Columns = 32, Depth = 256;
typedef float Vector __attribute__((vector_size(64), aligned(4)));

// sums += a · b, a as [depth][6], b as [depth][32].
void panel(int depth, const float* a, const float* b, float* sums)
{
    Vector c[Rows][2];
    for (int i = 0; i < Rows; i++) {
        c[i][0] = *(const Vector*)(sums + i * Columns);
        c[i][1] = *(const Vector*)(sums + i * Columns + 16);
    }
    for (int k = 0; k < depth; k++) {
        Vector b0 = *(const Vector*)(b + k * Columns), b1 = *(const Vector*)(b + k * Columns + 16);
#pragma GCC unroll 6
        for (int i = 0; i < Rows; i++) {
            float x = a[k * Rows + i];
            c[i][0] += x * b0;
            c[i][1] += x * b1;
        }
    }
    for (int i = 0; i < Rows; i++) {
        *(Vector*)(sums + i * Columns) = c[i][0];
        *(Vector*)(sums + i * Columns + 16) = c[i][1];
    }
}

}

void multiply(const Panels& p)
{
    if (p.rows <= 0 || p.columns <= 0) return;
    int64_t rowPanels = (p.rows + Rows - 1) / Rows, columnPanels = (p.columns + Columns - 1) / Columns;
    std::vector<float> a(rowPanels * Rows * std::max<int64_t>(p.depth, 1), 0.0f);
    for (int64_t i = 0; i < rowPanels; i++)
        p.a(i * Rows, (int)std::min<int64_t>(Rows, p.rows - i * Rows), 0, p.depth, a.data() + i * Rows * p.depth, Rows);
    std::atomic<int64_t> next{0};
    auto work = [&] {
        std::vector<float> b(Depth * Columns), sums(rowPanels * Rows * Columns);
        for (int64_t j; (j = next.fetch_add(1)) < columnPanels;) {
            int width = (int)std::min<int64_t>(Columns, p.columns - j * Columns);
            std::fill(sums.begin(), sums.end(), 0.0f);
            for (int64_t k = 0; k < p.depth; k += Depth) {
                int depth = (int)std::min<int64_t>(Depth, p.depth - k);
                if (width < Columns) std::fill(b.begin(), b.end(), 0.0f);
                p.b(j * Columns, width, k, depth, b.data(), Columns);
                for (int64_t i = 0; i < rowPanels; i++)
                    panel(depth, a.data() + i * Rows * p.depth + k * Rows, b.data(), sums.data() + i * Rows * Columns);
            }
            p.store(0, j * Columns, (int)p.rows, width, sums.data(), Columns);
        }
    };
    if (columnPanels > 1 && (double)p.rows * p.columns * p.depth > 1e6 && state().settings.threads > 1) {
        std::thread other(work);
        work();
        other.join();
    } else {
        work();
    }
}

// TF32 keeps ten bits behind the point.
float toTf32(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, 4);
    if ((bits & 0x7f800000) == 0x7f800000) return value;
    bits = (bits + 0xfff + (bits >> 13 & 1)) & ~0x1fffu;
    memcpy(&value, &bits, 4);
    return value;
}

bool tf32Possible() { return state().settings.major >= 8; }

}
