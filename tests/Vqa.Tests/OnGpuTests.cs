namespace CaffeSharpGen.Vqa.Tests;

/// <summary>What vqa does on a GPU.</summary>
public sealed class OnGpuTests(DoubleFolder cuda) : GpuTests(cuda, () => new Workplace());
