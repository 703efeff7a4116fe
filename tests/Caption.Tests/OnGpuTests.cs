namespace CaffeSharpGen.Captioning.Tests;

/// <summary>What caption does on a GPU.</summary>
public sealed class OnGpuTests(DoubleFolder cuda) : GpuTests(cuda, () => new Workplace());
