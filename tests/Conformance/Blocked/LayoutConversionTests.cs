using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Conformance.Blocked;

/// <summary>Plain to blocked layout and back.</summary>
public sealed unsafe class LayoutConversionTests
{
    public static readonly TheoryData<int, int, int, int> Shapes = new(
        from channels in new[] { 1, 3, 6, 16, 17, 31, 40 }
        from size in new[] { (1, 1), (1, 3), (4, 4), (5, 7), (1, 31), (33, 32), (1, 2049) }
        from number in new[] { 1, 2 }
        select (number, channels, size.Item1, size.Item2));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_element_finds_its_place(int number, int channels, int height, int width)
    {
        Shape shape = [number, channels, height, width];
        float[] values = [.. Enumerable.Range(1, shape.Count).Select(i => (float)i)], back = new float[shape.Count];
        foreach (int threads in new[] { 1, 3 })
        {
            using var pool = new WorkerPool(threads);
            var workers = new SessionWorkers(pool);
            var conversion = new LayoutConversion(workers);
            using var blocked = new BlockedArray(shape);
            fixed (float* plain = values, to = back)
            {
                conversion.ToBlocked(plain, blocked.View);
                Assert.Equal(values, blocked.Read());
                Array.Clear(back);
                conversion.ToPlain(blocked.View, to);
            }
            Assert.Equal(values, back);
        }
    }
}
