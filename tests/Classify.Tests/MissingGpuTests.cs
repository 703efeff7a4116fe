namespace CaffeSharpGen.Classify.Tests;

/// <summary>What classify does where there is no GPU.</summary>
public sealed class MissingGpuTests() : DeviceTests(folder => new Workplace { ProgramFolder = folder });
