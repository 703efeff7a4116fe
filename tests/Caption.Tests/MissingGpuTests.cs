namespace CaffeSharpGen.Captioning.Tests;

/// <summary>What caption does where there is no GPU.</summary>
public sealed class MissingGpuTests() : DeviceTests(folder => new Workplace { ProgramFolder = folder });
