namespace CaffeSharpGen.Runtime.Tests.Devices;

/// <summary>What is transferred between the host and a device whose memory it does not see.</summary>
public sealed class MirroredBufferTests
{
    [Fact]
    public void A_seed_is_not_downloaded_before_it_is_overwritten()
    {
        using var buffer = new CountingBuffer();
        buffer.Write([1, 2]);
        buffer.Map(discard: true)[0] = 3;
        buffer.Map(discard: true)[1] = 4;
        buffer.Commit();
        Assert.Equal((0, 2), (buffer.Downloads, buffer.Uploads));
        Assert.Equal([3, 4], buffer.Memory);
    }

    [Fact]
    public void A_look_uploads_nothing_and_is_downloaded_once()
    {
        using var buffer = new CountingBuffer();
        float[] elements = new float[2];
        buffer.Memory[1] = 7;
        buffer.Read(elements);
        Assert.Equal((1, 0), (buffer.Downloads, buffer.Uploads));
        Assert.Equal([0, 7], buffer.Map().Span);
        Assert.Equal([0, 7], buffer.Map().Span);
        buffer.Read(elements);
        Assert.Equal((2, 0), (buffer.Downloads, buffer.Uploads));
        Assert.Equal([0, 7], elements);
    }

    [Fact]
    public void What_the_device_wrote_is_downloaded_anew()
    {
        using var buffer = new CountingBuffer();
        Tensor view = buffer.Map();
        buffer.Memory[0] = 5;
        Assert.Equal([0, 0], buffer.Map().Span);
        buffer.MarkWritten();
        buffer.Commit();
        Assert.Equal(0, buffer.Uploads);
        Assert.Same(view, buffer.Map());
        Assert.Equal([5, 0], view.Span);
    }

    [Fact]
    public void A_copy_stays_on_the_device()
    {
        using CountingBuffer source = new(), target = new();
        source.Write([1, 2]);
        target.Map();
        target.CopyFrom(source);
        Assert.Equal((0, 1), (source.Downloads, source.Uploads));
        Assert.Equal((1, 0), (target.Downloads, target.Uploads));
        Assert.Equal([1, 2], target.Map().Span);
    }

    private sealed class CountingBuffer() : MirroredBuffer([2])
    {
        public float[] Memory { get; } = new float[2];

        public int Downloads { get; private set; }

        public int Uploads { get; private set; }

        public override void Dispose()
        {
        }

        protected override void Download(Span<float> destination)
        {
            Downloads++;
            Memory.CopyTo(destination);
        }

        protected override void Upload(ReadOnlySpan<float> source)
        {
            Uploads++;
            source.CopyTo(Memory);
        }

        protected override void CopyOnDevice(DeviceBuffer source) => ((CountingBuffer)source).Memory.CopyTo(Memory, 0);
    }
}
