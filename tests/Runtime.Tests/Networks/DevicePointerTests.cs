namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>Pointers of a device that has none.</summary>
public sealed class DevicePointerTests
{
    [Fact]
    public void The_CPU_gives_and_takes_none_and_says_what_does()
    {
        using Forked network = ForkedNetwork.Run();
        network.Backward(network.Fc[0], network.Data);
        Action[] uses =
        [
            () => _ = network.Data.DevicePointer,
            () => _ = network.Data.GradientDevicePointer,
            () => network.Data.SetFromDevice(1),
            () => network.Data.CopyToDevice(1),
            () => _ = network.Conv1.DevicePointer,
            () => _ = network.Conv1.GradientDevicePointer,
            () => network.Conv1.CopyToDevice(1, 2),
        ];
        Assert.All(uses, use =>
        {
            string message = Assert.Throws<NotSupportedException>(use).Message;
            Assert.Contains("of Forked is computed by", message, StringComparison.Ordinal);
            Assert.Contains("Device.Cuda", message, StringComparison.Ordinal);
        });
        // Nothing has changed: what was given up can be computed again.
        Assert.Equal(network.Conv1.Shape.Count, network.Conv1.Activation.Span.Length);
    }

    [Fact]
    public void A_buffer_that_has_none_says_so()
    {
        using Device device = Device.Scalar();
        using DeviceSession session = device.CreateSession(new PackedWeightCache());
        using DeviceBuffer buffer = session.Allocate([2]);
        Assert.False(buffer.HasDevicePointer);
        Assert.Throws<NotSupportedException>(() => buffer.DevicePointer);
        Assert.Throws<NotSupportedException>(() => buffer.CopyFromDevice(1, 0));
        Assert.Throws<NotSupportedException>(() => buffer.CopyToDevice(1, 0));
    }
}
