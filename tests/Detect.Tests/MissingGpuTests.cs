namespace CaffeSharpGen.Detect.Tests;

/// <summary>What detect does where there is no GPU.</summary>
public sealed class MissingGpuTests() : DeviceTests(folder => new Workplace { ProgramFolder = folder });
