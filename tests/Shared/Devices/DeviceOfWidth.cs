namespace CaffeSharpGen.Tests;

/// <summary>Devices whose vectors have a width that a test names.</summary>
internal static class DeviceOfWidth
{
    public static int[] Widths { get; } = [128, 256, 512];

    /// <summary>Makes one, or skips the test where the processor has no such vectors.</summary>
    public static Device Cpu(int vectorBits, int threads = 2, Accuracy accuracy = Accuracy.Fast)
    {
        try
        {
            return Device.Cpu(threads, accuracy, vectorBits);
        }
        catch (PlatformNotSupportedException missing)
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }
}
