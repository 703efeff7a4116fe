using System.Runtime.InteropServices;
using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Conformance.Blocked;

/// <summary>A blocked value of its own: its images a little apart, with what lies between them and around it watched.</summary>
internal sealed unsafe class BlockedArray : IDisposable
{
    private const float Untouched = 12345.5f;
    private const int Guard = 48;

    private readonly float* memory;
    private readonly nint floats;
    private readonly nint imageFloats;

    public BlockedArray(Shape shape)
    {
        Shape = shape;
        imageFloats = BlockedView.FloatsOf(shape.Channels, shape.Height, shape.Width);
        nint stride = imageFloats + Guard;
        floats = stride * shape.BatchSize + Guard;
        memory = (float*)NativeMemory.AlignedAlloc((nuint)floats * sizeof(float), 64);
        new Span<float>(memory, (int)floats).Fill(Untouched);
        View = new BlockedView(memory + Guard, stride, shape.BatchSize, shape.Channels, shape.Height, shape.Width);
    }

    public Shape Shape { get; }

    public BlockedView View { get; }

    public static BlockedArray Of(Shape shape, ReadOnlySpan<float> values)
    {
        var array = new BlockedArray(shape);
        for (int image = 0; image < shape.BatchSize; image++)
            new Span<float>(array.View.Block(image, 0), (int)array.imageFloats).Clear();
        for (int i = 0; i < values.Length; i++)
            *array.At(i) = values[i];
        return array;
    }

    /// <summary>The values as N×C×H×W; fails where a lane beyond C is not zero, or memory between images was written.</summary>
    public float[] Read()
    {
        float[] values = new float[Shape.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = *At(i);
        for (int image = 0; image < Shape.BatchSize; image++)
        {
            for (int channel = Shape.Channels; channel < View.Blocks * BlockedView.Lanes; channel++)
            {
                for (int place = 0; place < View.Places; place++)
                    Assert.True(View.Block(image, channel / 16)[place * 16 + channel % 16] == 0, $"channel {channel}, place {place}: not zero");
            }
        }
        for (nint i = 0; i < floats; i++)
        {
            nint within = (i - Guard) % View.ImageStride;
            if (i < Guard || within >= imageFloats)
                Assert.True(memory[i] == Untouched, $"float {i} lies outside of the value and was written");
        }
        return values;
    }

    public void Dispose() => NativeMemory.AlignedFree(memory);

    private float* At(int index)
    {
        int place = index % (int)View.Places, channel = index / (int)View.Places % Shape.Channels, image = index / (int)View.Places / Shape.Channels;
        return View.Block(image, channel / 16) + place * 16 + channel % 16;
    }
}
